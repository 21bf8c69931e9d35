package io.finelame.replay;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.DetectorModel;
import io.finelame.bpf.Feature;
import io.finelame.record.RecordingHeader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A trained model, as model.json holds it.
 *
 * @param unit what one standard deviation is in distances and thresholds
 * @param mean [features] and {@code std} [features] of the training set, in the features' own units
 * @param centroids [k][features], in the features' own units
 * @param thresholds [k] as the scoring has them
 * @param fixedPoint the integers that the detector computes with
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Model(int format, String scoring, int k, List<String> features, double trainTime, int trainRequests,
        String thresholdRule, long unit, double[] mean, double[] std, double[][] centroids, long[] thresholds,
        int[] clusterSizes, double inertia, Scoring fixedPoint) {
    static final int FORMAT = 1;
    private static final long STD_OF_A_CONSTANT = 10_000;

    static Model train(TrainingSet training, ModelParameters parameters) {
        double[][] standardised = training.standardised();
        return of(training, standardised, Clusters.train(standardised, parameters), parameters);
    }

    /** From clusters that were found before. */
    static Model of(TrainingSet training, double[][] standardised, Clusters clusters, ModelParameters parameters) {
        double[][] centroids = rescaled(clusters.centroids(), training);
        boolean l1 = parameters.scoring().equals("l1");
        Scoring scoring = l1
                ? l1(training, clusters, centroids, parameters)
                : finelame(training, clusters, standardised, parameters);
        long[] thresholds = switch (scoring) {
            case L1Scoring s -> s.thresholds();
            case FinelameScoring s -> s.thresholds();
        };
        long unit = l1 ? L1Scoring.UNIT : parameters.multiplier() / Math.max(1, parameters.stdMultiplier());
        return new Model(FORMAT, parameters.scoring(), parameters.k(), parameters.features(), parameters.trainTime(),
                training.rows().length, parameters.threshold().toString(), Math.max(1, unit), training.mean(),
                training.std(), centroids, thresholds, clusters.sizes(), clusters.inertia(), scoring);
    }

    Model with(Scoring otherFixedPoint) {
        return new Model(format, scoring, k, features, trainTime, trainRequests, thresholdRule, unit, mean, std,
                centroids, thresholds, clusterSizes, inertia, otherFixedPoint);
    }

    /** Without what the detector doesn't compute with. */
    Model fixedPointOnly() {
        return new Model(format, scoring, k, features, 0, 0, "", 0, null, null, null, null, null, 0, fixedPoint);
    }

    /** @throws ReplayException where the recording lacks one of its features */
    void requireFeatures(RecordingHeader header) {
        List<String> recorded = header.features().stream().map(RecordingHeader.Feature::name).toList();
        List<String> missing = features.stream().filter(feature -> !recorded.contains(feature)).toList();
        if (!missing.isEmpty()) {
            throw new ReplayException("the model needs " + String.join(", ", missing) + ", but the recording has only "
                    + String.join(", ", recorded));
        }
    }

    /** What the kernel scores by. */
    DetectorModel forDetector() {
        return fixedPoint.forDetector(features.stream().map(Feature::valueOf).toList());
    }

    /** @param generation as the kernel's scores name it */
    Deployment deployedAs(int generation) {
        return Deployment.of(generation, fixedPoint, features.stream().map(Feature::valueOf).toList());
    }

    /** The nearest cluster, by Euclidean distance of standardised values, as in training. */
    int clusterOf(double[] values) {
        double[] row = new double[values.length];
        double[][] standardised = new double[k][values.length];
        for (int f = 0; f < values.length; f++) {
            double scale = std[f] == 0 ? 1 : std[f];
            row[f] = (values[f] - mean[f]) / scale;
            for (int j = 0; j < k; j++) {
                standardised[j][f] = (centroids[j][f] - mean[f]) / scale;
            }
        }
        return Clusters.nearest(standardised, row);
    }

    private static double[][] rescaled(double[][] centroids, TrainingSet training) {
        return Arrays.stream(centroids).map(centroid -> IntStream.range(0, centroid.length)
                .mapToDouble(f -> centroid[f] * (training.std()[f] == 0 ? 1 : training.std()[f]) + training.mean()[f])
                .toArray()).toArray(double[][]::new);
    }

    private static L1Scoring l1(TrainingSet training, Clusters clusters, double[][] centroids,
            ModelParameters parameters) {
        int features = parameters.features().size();
        long[] weights = new long[features];
        int[] shifts = new int[features];
        for (int f = 0; f < features; f++) {
            double std = Math.max(training.std()[f], grain(parameters.features().get(f)));
            weights[f] = L1Scoring.weightOf(std);
            shifts[f] = L1Scoring.shiftOf(std);
        }
        long[][] whole = Arrays.stream(centroids)
                .map(row -> Arrays.stream(row).mapToLong(value -> Math.max(0, Math.round(value))).toArray())
                .toArray(long[][]::new);
        L1Scoring measure = new L1Scoring(whole, weights, shifts, new long[parameters.k()]);
        double[][] distances = new double[training.values().length][];
        for (int i = 0; i < distances.length; i++) {
            long[] reached = measure.start();
            for (int f = 0; f < features; f++) {
                measure.move(reached, f, 0, (long) training.values()[i][f]);
            }
            distances[i] = Arrays.stream(reached).asDoubleStream().toArray();
        }
        long[] thresholds = new long[parameters.k()];
        for (int j = 0; j < thresholds.length; j++) {
            int cluster = j;
            double[] members = IntStream.range(0, distances.length).filter(i -> clusters.labels()[i] == cluster)
                    .mapToDouble(i -> distances[i][cluster]).toArray();
            thresholds[j] = members.length == 0 ? 0 : Math.round(parameters.threshold().of(members));
        }
        return new L1Scoring(whole, weights, shifts, thresholds);
    }

    /**
     * The least std a feature counts with: what was constant in training would otherwise flag the first request that
     * differs by one nanosecond.
     */
    static double grain(String feature) {
        return switch (feature) {
            case "REQ_CPUTIME", "REQ_INSTRUCTIONS" -> 10_000;
            case "REQ_IDLE_TIME", "REQ_OFFCPU", "REQ_FUTEX_WAIT" -> 1_000_000;
            case "REQ_MEM_MALLOC", "REQ_FILE_READ", "REQ_FILE_WRITTEN" -> 4096;
            case "REQ_TCP_SENT", "REQ_TCP_RCVD" -> 64;
            default -> 1;
        };
    }

    /** The original's arithmetic, Demoulin et al., section 4, in its fixed point. */
    private static FinelameScoring finelame(TrainingSet training, Clusters clusters, double[][] standardised,
            ModelParameters parameters) {
        double scale = (double) parameters.multiplier() / parameters.stdMultiplier();
        int features = parameters.features().size();
        long[] stds = new long[features];
        double offset = 0;
        for (int f = 0; f < features; f++) {
            double std = training.std()[f] == 0 ? 1 : training.std()[f];
            long fixed = (long) (std * parameters.stdMultiplier());
            stds[f] = fixed == 0 ? STD_OF_A_CONSTANT : fixed;
            offset += training.mean()[f] / std;
        }
        long[] centroidL1s = new long[parameters.k()];
        long[] thresholds = new long[parameters.k()];
        for (int j = 0; j < centroidL1s.length; j++) {
            int cluster = j;
            centroidL1s[j] = (long) Arrays.stream(clusters.centroids()[j]).map(value -> value * scale).sum();
            double[] sums = IntStream.range(0, standardised.length).filter(i -> clusters.labels()[i] == cluster)
                    .mapToDouble(i -> Arrays.stream(standardised[i]).sum()).toArray();
            thresholds[j] = sums.length == 0 ? 0 : (long) (Math.abs(parameters.threshold().of(sums)) * scale);
        }
        return new FinelameScoring(parameters.multiplier(), stds, parameters.features().indexOf("REQ_IDLE_TIME"),
                centroidL1s, (long) (offset * scale), thresholds);
    }
}
