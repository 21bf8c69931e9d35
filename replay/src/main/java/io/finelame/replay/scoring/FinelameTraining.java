package io.finelame.replay.scoring;

import io.finelame.replay.clustering.Clusters;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.NormalClusters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import java.util.Arrays;

/**
 * From clusters to the integers of FineLame's detector, Demoulin et al., section 4, in its fixed point. Thresholds come from the
 * sums that the detector itself would reach, so that a request that uses what an accepted training request used is accepted.
 */
public final class FinelameTraining {
    private static final long STD_OF_A_CONSTANT = 10_000;

    private final TrainingSet training;
    private final ModelParameters parameters;
    private final Clusters clusters;
    private final FinelameScoring measure;

    private FinelameTraining(NormalClusters normal, ModelParameters parameters) {
        this.training = normal.training();
        this.parameters = parameters;
        this.clusters = normal.clusters();
        this.measure = measure(normal.scale());
    }

    public static FinelameScoring train(NormalClusters normal, ModelParameters parameters) {
        if (normal.scale().isLog()) {
            throw new ReplayException(
                    "scoring finelame has no logarithms: expected scale std or mad, or scoring l1 or linf");
        }
        FinelameTraining it = new FinelameTraining(normal, parameters);
        return it.measure.with(Arrays.stream(it.thresholds()).mapToLong(Math::round).map(Math::abs)
                .map(threshold -> Math.max(1, threshold)).toArray());
    }

    private FinelameScoring measure(FeatureScale scale) {
        double factor = (double) parameters.multiplier() / parameters.stdMultiplier();
        int features = parameters.features().size();
        long[] stds = new long[features];
        double offset = 0;
        for (int f = 0; f < features; f++) {
            double std = scale.spread()[f] == 0 ? 1 : scale.spread()[f];
            long fixed = (long) (std * parameters.stdMultiplier());
            stds[f] = fixed == 0 ? STD_OF_A_CONSTANT : fixed;
            offset += scale.centre()[f] / std;
        }
        long[] centroidL1s = Arrays.stream(clusters.centroids())
                .mapToLong(centroid -> (long) Arrays.stream(centroid).map(value -> value * factor).sum()).toArray();
        long[] undecided = new long[centroidL1s.length];
        Arrays.fill(undecided, 1);
        return new FinelameScoring(parameters.multiplier(), stds, parameters.features().indexOf("REQ_IDLE_TIME"),
                centroidL1s, (long) (offset * factor), undecided);
    }

    /**
     * Of sigma and mad as FineLame has it: from the signed sums of the cluster's members, whose centroid is not subtracted. Of the
     * rules that FineLame doesn't have, from the distances that the detector decides by.
     */
    private double[] thresholds() {
        int k = measure.centroidL1s().length;
        long[] sums = new long[training.values().length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sum(i);
        }
        ThresholdRule rule = parameters.threshold() instanceof ThresholdRule.Pooled pooled
                ? pooled.rule()
                : parameters.threshold();
        if (rule instanceof ThresholdRule.Sigma || rule instanceof ThresholdRule.Mad) {
            double[] signed = new double[sums.length];
            for (int i = 0; i < sums.length; i++) {
                signed[i] = sums[i] - measure.centroidOffset();
            }
            return parameters.threshold().ofClusters(signed, clusters.labels(), k);
        }
        double[] distances = new double[sums.length];
        int[] deciding = new int[sums.length];
        for (int i = 0; i < sums.length; i++) {
            long[] reached = measure.start();
            for (int j = 0; j < k; j++) {
                reached[j] += sums[i];
            }
            deciding[i] = measure.nearest(reached);
            distances[i] = Math.max(0, reached[deciding[i]]);
        }
        return parameters.threshold().ofClusters(distances, deciding, k);
    }

    /**
     * What a training request moves every distance by. Divided at once where the detector divides update by update, it is at
     * least what the detector reaches; but an idle time counts by its parts, because more than a second counts as a constant.
     */
    private long sum(int i) {
        long sum = 0;
        for (int f = 0; f < parameters.features().size(); f++) {
            sum += f == measure.idleFeature() && training.table() != null
                    ? idle(f, training.rows()[i], training.pointOf()[i])
                    : measure.normalized(f, (long) training.values()[i][f]);
        }
        return sum;
    }

    private long idle(int feature, int row, int last) {
        RequestTable table = training.table();
        int column = table.column("REQ_IDLE_TIME");
        long sum = 0;
        long before = 0;
        for (int point = table.seriesStart()[row]; point <= last; point++) {
            long value = table.value(column, point);
            sum += measure.normalized(feature, value - before);
            before = value;
        }
        return sum;
    }
}
