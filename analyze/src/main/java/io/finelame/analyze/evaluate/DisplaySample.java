package io.finelame.analyze.evaluate;

import io.finelame.run.Requests;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which requests a chart shows when there are too many to draw: every request of interest and the extremes of each
 * feature as far as they fit, then a random choice of the rest. The same requests give the same choice.
 */
public final class DisplaySample {

    private static final int EXTREMES = 100;
    private static final int OF_DISTRIBUTION = 400;
    private static final long SEED = 1;

    private DisplaySample() {}

    /**
     * @param limit
     *            the most rows that are chosen
     * @return rows in ascending order
     */
    public static int[] of(Requests requests, IntPredicate ofInterest, int limit) {
        if (requests.size() <= limit) {
            return IntStream.range(0, requests.size()).toArray();
        }
        BitSet chosen = new BitSet(requests.size());
        int perFeature = Math.min(EXTREMES, limit / (4 * requests.features().size()));
        for (double[] values : requests.values()) {
            addGreatest(chosen, values, perFeature);
        }
        int[] interesting = IntStream.range(0, requests.size()).filter(ofInterest).toArray();
        addShuffled(chosen, interesting, limit);
        addShuffled(chosen, IntStream.range(0, requests.size()).toArray(), limit);
        return chosen.stream().toArray();
    }

    private static void addGreatest(BitSet chosen, double[] values, int count) {
        IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble((Integer row) -> -values[row]))
                .limit(count).forEach(chosen::set);
    }

    private static void addShuffled(BitSet chosen, int[] rows, int limit) {
        int[] shuffled = Arrays.copyOf(rows, rows.length);
        Random random = new Random(SEED);
        int room = limit - chosen.cardinality();
        for (int i = 0; i < shuffled.length && room > 0; i++) {
            int other = i + random.nextInt(shuffled.length - i);
            int row = shuffled[other];
            shuffled[other] = shuffled[i];
            shuffled[i] = row;
            if (!chosen.get(row)) {
                chosen.set(row);
                room--;
            }
        }
    }

    /** Which of a distribution's ascending values are drawn. */
    public static int[] ofDistribution(int size) {
        return evenly(size, OF_DISTRIBUTION);
    }

    /** At most {@code limit} of the indices 0 to size - 1, evenly spread, with the first and the last. */
    public static int[] evenly(int size, int limit) {
        if (size <= limit) {
            return IntStream.range(0, size).toArray();
        }
        return IntStream.range(0, limit).map(i -> (int) ((long) i * (size - 1) / (limit - 1))).toArray();
    }
}
