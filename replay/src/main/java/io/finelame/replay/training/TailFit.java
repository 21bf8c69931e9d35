package io.finelame.replay.training;

import java.util.Arrays;

/**
 * Quantiles beyond what was seen, from a generalised Pareto distribution of what exceeds the 90th percentile (peaks over
 * threshold: Pickands 1975; as a detection threshold: Siffer et al., KDD 2017), fitted by probability-weighted moments
 * (Hosking and Wallis 1987), which also work on few values.
 */
final class TailFit {
    private static final double TAIL_PERCENT = 90;
    private static final int LEAST_EXCEEDANCES = 10;
    /** A shape of 1 has no mean: a few outliers must not put the threshold out of reach. */
    private static final double MOST_SHAPE = 0.5;

    private TailFit() {}

    /**
     * @param values not empty; fewer than ten different ones beyond the 90th percentile leave their largest
     * @param share from 0 to less than 1
     */
    static double quantile(double[] values, double share) {
        double limit = ThresholdRule.percentile(values, TAIL_PERCENT);
        double[] beyond = Arrays.stream(values).filter(value -> value > limit).map(value -> value - limit).sorted()
                .toArray();
        double rest = (1 - share) * values.length / Math.max(1, beyond.length);
        if (rest >= 1) {
            return ThresholdRule.percentile(values, 100 * share);
        }
        if (Arrays.stream(beyond).distinct().count() < LEAST_EXCEEDANCES) {
            return Arrays.stream(values).max().orElseThrow();
        }
        double mean = FeatureScale.mean(beyond);
        double weighted = 0;
        for (int i = 0; i < beyond.length; i++) {
            weighted += beyond[i] * (1 - (i + 0.65) / beyond.length) / beyond.length;
        }
        double shape = Math.clamp(2 - mean / (mean - 2 * weighted), -MOST_SHAPE, MOST_SHAPE);
        double scale = mean * (1 - shape);
        double excess = Math.abs(shape) < 1e-9
                ? -scale * Math.log(rest)
                : scale / shape * (Math.pow(rest, -shape) - 1);
        return limit + excess;
    }
}
