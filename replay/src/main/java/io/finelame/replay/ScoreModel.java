package io.finelame.replay;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A model whose score grows with strangeness but has no natural zero: the excess is 1 at the threshold and grows by 1 with
 * each standard deviation of the training requests' own scores.
 */
record ScoreModel(UpperSide side, ToDoubleFunction<double[]> score, double threshold, double spread)
        implements
            AnomalyModel {
    /** A score that all training requests share, to rounding. */
    private static final double LEAST_SPREAD = 1e-9;

    /** @param rows of the upper side, [requests][features] */
    static ScoreModel of(UpperSide side, double[][] rows, ThresholdRule rule, ToDoubleFunction<double[]> score) {
        double[] scores = Arrays.stream(rows).mapToDouble(score).toArray();
        double mean = Arrays.stream(scores).average().orElseThrow();
        double variance = Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).average().orElseThrow();
        return new ScoreModel(side, score, rule.of(scores), Math.max(Math.sqrt(variance), LEAST_SPREAD));
    }

    @Override
    public double excess(double[] values) {
        return 1 + (score.applyAsDouble(side.of(values)) - threshold) / spread;
    }
}
