package io.finelame.analyze.leaderboard;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/**
 * Percentile-bootstrap confidence intervals of means over recordings (Efron and Tibshirani 1993, chapter 13). The recordings are drawn
 * once: values of two models at the same recordings stay paired.
 */
final class RecordingBootstrap {
    private static final int RESAMPLES = 10_000;
    private static final long SEED = 42;
    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

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
        double[] interval = Quantile.withDefaults().with(EstimationMethod.HF7).evaluate(means, LOW, HIGH);
        return new Estimate(mean, interval[0], interval[1]);
    }
}
