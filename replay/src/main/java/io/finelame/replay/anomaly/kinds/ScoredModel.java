package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A score of standardised requests, 0 or more, and the threshold that it is divided by.
 *
 * @param threshold above 0
 */
record ScoredModel(Standardisation standardisation, ToDoubleFunction<double[]> score,
        double threshold) implements AnomalyModel {
    /**
     * The threshold rule is applied to the scores of all training requests. The threshold is at least the score of a
     * typical request with one standard deviation more of one feature, so where training requests are all alike, one
     * unit more doesn't flag.
     *
     * @param rows [requests][features] of the training set, standardised
     * @param typical [n][features], standardised
     */
    static ScoredModel of(TrainingData data, Standardisation standardisation, double[][] rows, double[][] typical,
            ToDoubleFunction<double[]> score) {
        double[] own = own(rows, score);
        return new ScoredModel(standardisation, score, threshold(data.threshold().of(own), typical, score));
    }

    /** For a score with an upper bound, which {@code sigma:N} may lie above: at most that of the worst training request. */
    static ScoredModel bounded(TrainingData data, Standardisation standardisation, double[][] rows, double[][] typical,
            ToDoubleFunction<double[]> score) {
        double[] own = own(rows, score);
        double reached = Math.min(data.threshold().of(own), Arrays.stream(own).max().orElseThrow());
        return new ScoredModel(standardisation, score, threshold(reached, typical, score));
    }

    private static double[] own(double[][] rows, ToDoubleFunction<double[]> score) {
        return Arrays.stream(rows).parallel().mapToDouble(score).toArray();
    }

    private static double threshold(double byRule, double[][] typical, ToDoubleFunction<double[]> score) {
        double least = Arrays.stream(typical).mapToDouble(row -> oneMore(row, score)).max().orElseThrow();
        return Math.max(Double.MIN_NORMAL, Math.max(least, byRule));
    }

    private static double oneMore(double[] row, ToDoubleFunction<double[]> score) {
        double most = 0;
        for (int f = 0; f < row.length; f++) {
            double[] more = row.clone();
            more[f]++;
            most = Math.max(most, score.applyAsDouble(more));
        }
        return most;
    }

    @Override
    public double excess(double[] values) {
        return score.applyAsDouble(standardisation.of(values)) / threshold;
    }
}
