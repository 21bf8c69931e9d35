package io.finelame.replay.evaluate;

import io.finelame.replay.training.ThresholdRule;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Percentile-bootstrap confidence intervals of 95 % (Efron and Tibshirani 1993, chapter 13): attacks and legitimate requests are drawn
 * again with replacement, each by themselves, as many as there are.
 *
 * @param resamples 0: no intervals
 */
public record Bootstrap(int resamples, long seed) {
    public static final int MOST = 10_000;
    static final Bootstrap NONE = new Bootstrap(0, 0);
    private static final double LOW_PERCENTILE = 2.5;
    private static final double HIGH_PERCENTILE = 97.5;

    /** The same for the same ranking, resamples and seed. */
    RankingMeasures.Interval interval(Ranking ranking) {
        if (resamples == 0 || ranking.attacks() == 0 || ranking.legitimate() == 0) {
            return RankingMeasures.Interval.NONE;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] attacks = new int[ranking.attacks()];
        int[] legitimate = new int[ranking.legitimate()];
        RankingMeasures[] drawn = new RankingMeasures[resamples];
        for (int i = 0; i < resamples; i++) {
            draw(random, attacks);
            draw(random, legitimate);
            drawn[i] = ranking.measures(attacks, legitimate);
        }
        return new RankingMeasures.Interval(percentile(drawn, LOW_PERCENTILE), percentile(drawn, HIGH_PERCENTILE));
    }

    private static void draw(SplittableRandom random, int[] counts) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < counts.length; i++) {
            // As nextInt(length), without the division that it takes.
            counts[(int) Math.unsignedMultiplyHigh(random.nextLong(), counts.length)]++;
        }
    }

    private static RankingMeasures percentile(RankingMeasures[] drawn, double percent) {
        return new RankingMeasures(percentile(drawn, RankingMeasures::auc, percent),
                percentile(drawn, RankingMeasures::recall, percent),
                percentile(drawn, RankingMeasures::cpuShare, percent));
    }

    private static double percentile(RankingMeasures[] drawn, ToDoubleFunction<RankingMeasures> measure,
            double percent) {
        return ThresholdRule.percentile(Arrays.stream(drawn).mapToDouble(measure).toArray(), percent);
    }
}
