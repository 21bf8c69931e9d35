package io.finelame.replay.scoring;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** docs/scoring.md on where finelame scoring equals FineLame's detector, and where it doesn't. */
class FinelameEqualityTest {
    /** FineLame's fixed order. */
    private static final List<String> ORDER = List.of("REQ_CPUTIME", "REQ_MEM_MALLOC", "REQ_PGFLT", "REQ_IDLE_TIME",
            "REQ_TCP_SENT", "REQ_TCP_RCVD");
    private static final long MULTIPLIER = 10_000_000_000L;
    private static final int UPDATES = 200;

    /**
     * FineLame's detector, from its description: parameters are written in the order of the model's list and read at the features'
     * fixed places, and whatever is attached is scored.
     */
    private static final class Published {
        private static final BigInteger CONSTANT = BigInteger.valueOf(10_000);

        private final BigInteger[] std = new BigInteger[ORDER.size()];
        private final long[] l1s;
        private final long[] thresholds;
        private final long[] distances;
        private boolean outlier;

        Published(FinelameScoring model) {
            Arrays.fill(std, CONSTANT);
            for (int place = 0; place < model.stds().length; place++) {
                std[place] = BigInteger.valueOf(model.stds()[place]);
            }
            l1s = model.centroidL1s();
            thresholds = model.thresholds();
            distances = Arrays.stream(l1s).map(l1 -> -l1 - model.centroidOffset()).toArray();
        }

        void update(String feature, long delta) {
            if (l1s[0] == 0) {
                return;
            }
            BigInteger scaled = BigInteger.valueOf(BigInteger.valueOf(delta).multiply(BigInteger.valueOf(MULTIPLIER))
                    .longValue());
            long moved = feature.equals("REQ_IDLE_TIME") && delta > 1_000_000_000L
                    ? 1_000_000_000_000_000L
                    : scaled.divide(std[ORDER.indexOf(feature)]).longValue();
            outlier = false;
            BigInteger nearest = BigInteger.ONE.shiftLeft(62);
            for (int j = 0; j < distances.length; j++) {
                distances[j] += moved;
                BigInteger distance = BigInteger.valueOf(distances[j]);
                if (thresholds[j] != 0 && distance.abs().compareTo(nearest) < 0) {
                    nearest = distance.abs();
                    outlier = distance.signum() > 0 && distance.compareTo(BigInteger.valueOf(thresholds[j])) > 0;
                }
            }
        }
    }

    private static FinelameScoring model(Random random, List<String> features, int k) {
        long[] stds = random.longs(features.size(), 1_000, 1L << 40).toArray();
        return new FinelameScoring(MULTIPLIER, stds, features.indexOf("REQ_IDLE_TIME"),
                random.longs(k, -200_000, 200_000).map(l1 -> l1 | 1).toArray(), random.nextLong(100_000),
                random.longs(k, 0, 100_000).toArray());
    }

    /** @return whether both reach the same distances and the same verdict at each of these updates */
    private static boolean agree(FinelameScoring ours, List<String> features, List<String> attached, Random random) {
        Published theirs = new Published(ours);
        long[] distances = ours.start();
        long[] values = new long[features.size()];
        for (int i = 0; i < UPDATES; i++) {
            String feature = attached.get(random.nextInt(attached.size()));
            long delta = random.nextLong() >>> 33 + random.nextInt(25);
            theirs.update(feature, delta);
            int f = features.indexOf(feature);
            if (f >= 0) {
                ours.move(distances, f, values[f], values[f] + delta);
                values[f] += delta;
            }
            if (!Arrays.equals(theirs.distances, distances) || theirs.outlier != ours.isOutlier(distances)) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void move_firstFeaturesOfTheOrderAndNoOtherMonitor_isFineLamesBitForBit(int features) {
        Random random = new Random(features);
        List<String> list = ORDER.subList(0, features);
        for (int i = 0; i < 300; i++) {
            assertTrue(agree(model(random, list, 1 + i % 5), list, list, random), list + ", model " + i);
        }
    }

    /** Its receive monitor counts REQ_TCP_RCVD with REQ_IDLE_TIME: these lists leave out what is attached. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void move_idleTimeWithoutWhatItsMonitorCountsBeside_isNotFineLames(int features) {
        Random random = new Random(features);
        List<String> list = ORDER.subList(0, features);
        List<String> attached = new ArrayList<>(list);
        attached.add("REQ_TCP_RCVD");

        assertFalse(agree(model(random, list, 3), list, attached, random));
    }

    @Test
    void move_anotherOrder_isNotFineLamesWhichReadsTheStdOfAnotherFeature() {
        Random random = new Random(7);
        List<String> swapped = List.of("REQ_PGFLT", "REQ_CPUTIME");

        assertFalse(agree(model(random, swapped, 3), swapped, swapped, random));
    }

    @Test
    void move_firstCentroidsSumIsZero_isScoredHereAlone() {
        FinelameScoring model = new FinelameScoring(MULTIPLIER, new long[]{1_000}, -1, new long[1], 0, new long[]{5});
        Published theirs = new Published(model);
        theirs.update("REQ_CPUTIME", 1_000);
        long[] ours = model.start();
        model.move(ours, 0, 0, 1_000);

        assertArrayEquals(new long[1], theirs.distances);
        assertEquals(10_000_000_000L, ours[0]);
        assertTrue(model.isOutlier(ours));
    }
}
