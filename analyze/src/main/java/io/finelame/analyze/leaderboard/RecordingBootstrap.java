package io.finelame.analyze.leaderboard;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Percentile-bootstrap confidence intervals of means over recordings (Efron and Tibshirani 1993, chapter 13). The recordings are drawn
 * once: values of two models at the same recordings stay paired.
 */
final class RecordingBootstrap {
    private static final int RESAMPLES = 10_000;
    private static final long SEED = 42;
    private static final double LOW_PERCENTILE = 2.5;
    private static final double HIGH_PERCENTILE = 97.5;

    private final int[][] drawn;

    RecordingBootstrap(int recordings) {
        SplittableRandom random = new SplittableRandom(SEED);
        this.drawn = new int[RESAMPLES][];
        Arrays.setAll(drawn, _ -> random.ints(recordings, 0, recordings).toArray());
    }

    /**
     * @param values by recording
     * @return their mean, with an interval if there are several
     */
    Estimate mean(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        if (values.length < 2 || Double.isNaN(mean)) {
            return Estimate.without(mean);
        }
        double[] means = Arrays.stream(drawn)
                .mapToDouble(recordings -> Arrays.stream(recordings).mapToDouble(i -> values[i]).sum() / values.length)
                .toArray();
        Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
        percentile.setData(means);
        return new Estimate(mean, percentile.evaluate(LOW_PERCENTILE), percentile.evaluate(HIGH_PERCENTILE));
    }
}
