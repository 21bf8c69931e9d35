package io.finelame.replay.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.Feature;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.scoring.Deployment;
import io.finelame.replay.scoring.FinelameScoring;
import io.finelame.replay.scoring.L1Scoring;
import io.finelame.replay.scoring.LinfScoring;
import io.finelame.replay.scoring.Scoring;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.replay.training.TrainingSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A trained model, as model.json holds it.
 *
 * @param type {@code kmeans}, or another model type and its options; null in files of versions that had K-means only
 * @param scale of the features: {@link FeatureScale}; null in files of versions that had {@code std} only
 * @param unit what one standard deviation is in distances and thresholds
 * @param mean [features] and {@code std} [features] of the training set, in the features' own units
 * @param centroids [k][features], in the features' own units
 * @param thresholds [k] as the scoring has them
 * @param accepts [k][features] the largest value that a cluster accepts of each feature while the others stay at or below the
 *        centroid, in the features' own units; null in files of earlier versions
 * @param typical [features] medians of the training set; null in files of earlier versions
 * @param fixedPoint the integers that the detector computes with
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Model(int format, String type, String scoring, String scale, int k, List<String> features,
        double trainTime,
        int trainRequests, String thresholdRule, long unit, double[] mean, double[] std, double[][] centroids,
        long[] thresholds, int[] clusterSizes, double inertia, double[][] accepts, double[] typical,
        Scoring fixedPoint) {
    static final int FORMAT = 1;

    public static Model train(TrainingSet training, ModelParameters parameters) {
        return TrainedModel.of(training, parameters).model();
    }

    /**
     * @param centroids [k][features], in the features' own units
     * @param sizes [k] training requests
     */
    static Model of(TrainingSet training, Scoring scoring, double[][] centroids, int[] sizes, double inertia,
            ModelParameters parameters) {
        boolean log = scoring instanceof CentroidScoring centroid && centroid.offsets().length > 0;
        FeatureScale scale = FeatureScale.of(log ? FeatureScale.STD : parameters.options().scale(),
                parameters.features(), training.values());
        long unit = scoring instanceof FinelameScoring
                ? Math.max(1, parameters.multiplier() / Math.max(1, parameters.stdMultiplier()))
                : CentroidScoring.UNIT;
        long[] thresholds = switch (scoring) {
            case CentroidScoring s -> s.thresholds();
            case FinelameScoring s -> s.thresholds();
        };
        double[][] accepts = IntStream.range(0, centroids.length).mapToObj(j -> switch (scoring) {
            case CentroidScoring s -> s.accepted(j);
            case FinelameScoring s -> s.accepted(j, centroids[j], scale.spread(), unit);
        }).toArray(double[][]::new);
        double[] typical = IntStream.range(0, parameters.features().size()).mapToDouble(f -> ThresholdRule
                .percentile(FeatureScale.column(training.values(), f), 50)).toArray();
        return new Model(FORMAT, parameters.options().type().toString(), scoringName(scoring),
                parameters.options().scale(), centroids.length, parameters.features(), parameters.trainTime(),
                training.rows().length, parameters.threshold().toString(), unit, scale.centre(), scale.spread(),
                centroids, thresholds, sizes, inertia, accepts, typical, scoring);
    }

    private static String scoringName(Scoring scoring) {
        return switch (scoring) {
            case L1Scoring _ -> "l1";
            case LinfScoring _ -> "linf";
            case FinelameScoring _ -> "finelame";
        };
    }

    /** What is known of how it was trained, if it is from elsewhere. */
    public ModelParameters trainedWith() {
        return new ModelParameters(k, features, trainTime, scoring,
                ThresholdRule.parse(thresholdRule), 0, 0, ModelParameters.DEFAULT_SEED, 0,
                ModelParameters.DEFAULT_CLEAN_PERCENTILE,
                new TrainingOptions(ModelSpec.parse(typeOrKMeans()), 0, TrainingOptions.DEFAULT.minCluster(),
                        scaleOrStd()));
    }

    public String typeOrKMeans() {
        return type == null ? ModelSpec.KMEANS_NAME : type;
    }

    public String scaleOrStd() {
        return scale == null ? FeatureScale.STD : scale;
    }

    Model with(Scoring otherFixedPoint) {
        return new Model(format, type, scoring, scale, k, features, trainTime, trainRequests, thresholdRule, unit,
                mean, std, centroids, thresholds, clusterSizes, inertia, accepts, typical, otherFixedPoint);
    }

    /** Without what the detector doesn't compute with. */
    public Model fixedPointOnly() {
        return new Model(format, null, scoring, null, k, features, 0, 0, "", 0, null, null, null, null, null, 0, null,
                null,
                fixedPoint);
    }

    /** @throws ReplayException if the recording lacks one of its features */
    public void requireFeatures(RecordingHeader header) {
        List<String> recorded = header.features().stream().map(RecordingHeader.Feature::name).toList();
        List<String> missing = features.stream().filter(feature -> !recorded.contains(feature)).toList();
        if (!missing.isEmpty()) {
            throw new ReplayException("the model needs " + String.join(", ", missing) + ", but the recording has only "
                    + String.join(", ", recorded));
        }
    }

    /** What the kernel scores by. */
    public DetectorModel forDetector() {
        return fixedPoint.forDetector(features.stream().map(Feature::valueOf).toList());
    }

    /** @param generation as the kernel's scores name it */
    public Deployment deployedAs(int generation) {
        return Deployment.of(generation, fixedPoint, features.stream().map(Feature::valueOf).toList());
    }

    double[] standardised(double[] values) {
        double[] standardised = new double[values.length];
        CentroidScoring log = fixedPoint instanceof CentroidScoring its && its.offsets().length > 0 ? its : null;
        for (int f = 0; f < standardised.length; f++) {
            standardised[f] = log == null
                    ? (values[f] - mean[f]) / (std[f] == 0 ? 1 : std[f])
                    : octaves(log, f, values[f]);
        }
        return standardised;
    }

    private double octaves(CentroidScoring log, int feature, double value) {
        long position = log.position(feature, Math.max(0, Math.round(value)));
        return Math.scalb((double) position * log.weights()[feature], -log.shifts()[feature]) / unit;
    }
}
