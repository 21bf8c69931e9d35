package io.finelame.replay.scoring;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The detector's integer arithmetic against arbitrary precision. */
class ScoringTest {
    private static final int CASES = 20_000;

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    @Test
    void weighted_anyProduct_isTheSaturatedQuotient() {
        Random random = new Random(1);
        for (int i = 0; i < CASES; i++) {
            long excess = random.nextLong() >>> random.nextInt(64);
            long weight = 1L << 31 | random.nextInt() & 0x7fffffffL;
            int shift = random.nextInt(80);
            BigInteger exact = unsigned(excess).multiply(BigInteger.valueOf(weight)).shiftRight(shift);

            assertEquals(exact.min(BigInteger.valueOf(CentroidScoring.LARGEST_CONTRIBUTION)),
                    unsigned(CentroidScoring.weighted(excess, weight, shift)),
                    excess + " * " + weight + " >> " + shift);
        }
    }

    @Test
    void weightOf_anyStd_makesOneStdOneUnit() {
        Random random = new Random(2);
        for (int i = 0; i < CASES; i++) {
            double std = Math.scalb(1 + random.nextDouble(), random.nextInt(50));
            long distance = CentroidScoring.weighted(Math.round(std * 1000), CentroidScoring.weightOf(std),
                    CentroidScoring.shiftOf(std));

            assertEquals(1000.0 * CentroidScoring.UNIT, distance, 1000.0 * CentroidScoring.UNIT / std + 2,
                    "std " + std);
        }
    }

    @Test
    void normalized_anyDelta_dividesTowardZeroInWrappingArithmetic() {
        Random random = new Random(3);
        for (int i = 0; i < CASES; i++) {
            long multiplier = (long) Math.pow(10, random.nextInt(19));
            long std = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            long delta = random.nextLong() >>> random.nextInt(64);
            FinelameScoring scoring = new FinelameScoring(multiplier, new long[]{std}, -1, new long[1], 0,
                    new long[1]);
            long wrapped = BigInteger.valueOf(delta).multiply(BigInteger.valueOf(multiplier)).longValue();

            assertEquals(BigInteger.valueOf(wrapped).divide(BigInteger.valueOf(std)).longValue(),
                    scoring.normalized(0, delta));
        }
    }

    @Test
    void normalized_idleForMoreThanASecond_isTheOriginalsConstant() {
        FinelameScoring scoring = new FinelameScoring(10, new long[]{3}, 0, new long[1], 0, new long[1]);

        assertEquals(FinelameScoring.LONG_IDLE_DISTANCE, scoring.normalized(0, 1_000_000_001L));
        assertEquals(10_000_000_000L / 3, scoring.normalized(0, 1_000_000_000L));
    }

    @Test
    void move_inAnySteps_reachesTheSameDistances() {
        Random random = new Random(4);
        L1Scoring scoring = new L1Scoring(new long[][]{{1000, 5}, {4000, 0}},
                new long[]{CentroidScoring.weightOf(300), CentroidScoring.weightOf(2)},
                new int[]{CentroidScoring.shiftOf(300), CentroidScoring.shiftOf(2)}, new long[2]);
        for (int i = 0; i < 1000; i++) {
            long[] values = {random.nextInt(10_000), random.nextInt(100)};
            long[] direct = scoring.start();
            long[] stepwise = scoring.start();
            for (int f = 0; f < 2; f++) {
                long middle = random.nextLong(values[f] + 1);
                scoring.move(direct, f, 0, values[f]);
                scoring.move(stepwise, f, 0, middle);
                scoring.move(stepwise, f, middle, values[f]);
            }

            assertArrayEquals(direct, stepwise);
        }
    }

    @Test
    void isOutlier_outsideOfOneClusterOnly_isNone() {
        L1Scoring scoring = new L1Scoring(new long[][]{{0}, {0}}, new long[1], new int[1], new long[]{10, 20});

        assertFalse(scoring.isOutlier(new long[]{15, 15}));
        assertTrue(scoring.isOutlier(new long[]{11, 21}));
    }

    @Test
    void logarithm_anyValue_isNearTheTrueOneAndNeverFalls() {
        Random random = new Random(5);
        assertEquals(0, CentroidScoring.logarithm(0));
        assertEquals(63L << 16, CentroidScoring.logarithm(Long.MIN_VALUE));
        for (int i = 0; i < CASES; i++) {
            long value = random.nextLong() >>> 1 + random.nextInt(62);
            double exact = Math.log(Math.max(1, value)) / Math.log(2) * CentroidScoring.UNIT;

            assertEquals(exact - 0.043 * CentroidScoring.UNIT, CentroidScoring.logarithm(value),
                    0.045 * CentroidScoring.UNIT, "value " + value);
            assertTrue(CentroidScoring.logarithm(value) <= CentroidScoring.logarithm(value + 1), "value " + value);
        }
    }

    @Test
    void linf_severalFeatures_isTheFarthest() {
        LinfScoring scoring = new LinfScoring(new long[][]{{1000, 5}},
                new long[]{CentroidScoring.weightOf(100), CentroidScoring.weightOf(1)},
                new int[]{CentroidScoring.shiftOf(100), CentroidScoring.shiftOf(1)},
                new long[]{4 * CentroidScoring.UNIT}, new long[0]);
        long[] distances = scoring.distances(new double[]{1300, 7});

        assertEquals(3.0, (double) distances[0] / CentroidScoring.UNIT, 1e-4);
        assertFalse(scoring.isOutlier(distances));
        assertTrue(scoring.isOutlier(scoring.distances(new double[]{0, 10})));
    }

    @Test
    void accepted_anyCluster_isTheLargestValueThatIsNoOutlier() {
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            double std = Math.scalb(1 + random.nextDouble(), random.nextInt(30));
            L1Scoring scoring = new L1Scoring(new long[][]{{random.nextInt(1 << 20)}},
                    new long[]{CentroidScoring.weightOf(std)}, new int[]{CentroidScoring.shiftOf(std)},
                    new long[]{random.nextInt(1 << 20)});
            double accepted = scoring.accepted(0)[0];

            assertFalse(scoring.isOutlier(scoring.distances(new double[]{accepted})));
            assertTrue(scoring.isOutlier(scoring.distances(new double[]{accepted + 1})));
        }
    }
}
