package io.finelame.replay.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BootstrapTest {
    /** At half of its CPU time it has half of its greatest excess. */
    private static AttackScores attack(double greatest) {
        return new AttackScores(greatest, new double[]{greatest / 2, greatest}, new double[]{0.5, 1});
    }

    private static Ranking ranking(DoubleStream attacks, DoubleStream legitimate) {
        return new Ranking(attacks.mapToObj(BootstrapTest::attack).toList(), legitimate.toArray(), true);
    }

    private static Ranking random(long seed) {
        Random random = new Random(seed);
        return ranking(random.doubles(40).map(value -> Math.round(value * 60) / 10.0),
                random.doubles(2_500).map(value -> Math.round(value * 30) / 10.0));
    }

    @Test
    void measures_ofAResample_areThoseOfItsRequests() {
        Random random = new Random(5);
        List<Double> attacks = new ArrayList<>(random.doubles(30, 0, 6).boxed().toList());
        List<Double> legitimate = new ArrayList<>(random.doubles(2_500, 0, 3).boxed().toList());
        Collections.sort(attacks);
        Collections.sort(legitimate);
        int[] attackCounts = counts(random, attacks.size());
        int[] legitimateCounts = counts(random, legitimate.size());

        RankingMeasures resampled = ranking(doubles(attacks), doubles(legitimate)).measures(attackCounts,
                legitimateCounts);
        RankingMeasures itself = ranking(repeated(attacks, attackCounts), repeated(legitimate, legitimateCounts))
                .measures();
        assertEquals(itself.auc(), resampled.auc(), 1e-12);
        assertEquals(itself.recall(), resampled.recall(), 1e-12);
        assertEquals(itself.cpuShare(), resampled.cpuShare(), 1e-12);
    }

    private static int[] counts(Random random, int size) {
        int[] counts = new int[size];
        random.ints(size, 0, size).forEach(drawn -> counts[drawn]++);
        return counts;
    }

    private static DoubleStream doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue);
    }

    private static DoubleStream repeated(List<Double> values, int[] counts) {
        return IntStream.range(0, counts.length).boxed()
                .flatMapToDouble(i -> DoubleStream.generate(() -> values.get(i)).limit(counts[i]));
    }

    @Test
    void interval_sameSeed_isTheSame() {
        Bootstrap bootstrap = new Bootstrap(200, 42);
        assertEquals(bootstrap.interval(random(1)), bootstrap.interval(random(1)));
        assertNotEquals(bootstrap.interval(random(1)), new Bootstrap(200, 43).interval(random(1)));
    }

    /** Half of 100 attacks are above every legitimate request: 95 % of resamples have 40 to 60 of those, as a binomial has. */
    @Test
    void interval_recallOfAHalf_isTheBinomials() {
        RankingMeasures.Interval interval = new Bootstrap(10_000, 42).interval(
                ranking(IntStream.range(0, 100).mapToDouble(i -> i < 50 ? 8 : 0), new Random(1).doubles(5_000)));
        assertEquals(0.40, interval.low().recall(), 0.011);
        assertEquals(0.60, interval.high().recall(), 0.011);
        assertEquals(0.70, interval.low().cpuShare(), 0.006);
        assertEquals(0.80, interval.high().cpuShare(), 0.006);
    }

    @Test
    void interval_attacksAboveAllOthers_isOneAndOne() {
        RankingMeasures.Interval interval = new Bootstrap(100, 42)
                .interval(ranking(DoubleStream.of(7, 8, 9), new Random(1).doubles(1_000)));
        assertEquals(new RankingMeasures(1, 1, 0.5), interval.low());
        assertEquals(new RankingMeasures(1, 1, 0.5), interval.high());
    }

    /** DeLong, DeLong and Clarke-Pearson's standard error (1988) stands for the truth. */
    @Test
    void interval_auc_isAboutAsWideAsItsStandardErrorSays() {
        double[] attacks = new Random(3).doubles(200, 0, 6).toArray();
        double[] legitimate = new Random(4).doubles(2_500, 0, 3).toArray();
        double error = Math.sqrt(variance(attacks, legitimate) / attacks.length
                + variance(legitimate, attacks) / legitimate.length);

        RankingMeasures.Interval interval = new Bootstrap(2_000, 42)
                .interval(ranking(Arrays.stream(attacks), Arrays.stream(legitimate)));
        assertEquals(2 * 1.96 * error, interval.high().auc() - interval.low().auc(), 0.2 * error);
    }

    /** Of the share of the others that each is above. */
    private static double variance(double[] values, double[] others) {
        double[] above = Arrays.stream(values)
                .map(value -> Arrays.stream(others).filter(other -> value > other).count() / (double) others.length)
                .toArray();
        double mean = Arrays.stream(above).average().orElseThrow();
        return Arrays.stream(above).map(share -> (share - mean) * (share - mean)).sum() / (above.length - 1);
    }

    @Test
    void interval_fewLegitimateRequests_hasAnAucAlone() {
        RankingMeasures low = new Bootstrap(100, 42).interval(
                ranking(DoubleStream.of(2, 3), Arrays.stream(new double[]{1, 2.5}))).low();
        assertTrue(low.auc() > 0 && low.auc() < 0.75, low.toString());
        assertEquals(new RankingMeasures(low.auc(), Double.NaN, Double.NaN), low);
    }

    @Test
    void interval_noResamples_isUnknown() {
        assertEquals(RankingMeasures.Interval.NONE, Bootstrap.NONE.interval(random(1)));
    }
}
