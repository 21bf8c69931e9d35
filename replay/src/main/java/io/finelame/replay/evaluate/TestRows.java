package io.finelame.replay.evaluate;

import com.carrotsearch.hppc.sorting.IndirectSort;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RequestTable;
import java.util.Arrays;

/**
 * The requests that models are tested on.
 *
 * @param rows of the table
 * @param places [legitimate] where the score ratio of each stands before they are sorted. What is in order but for a few places is
 *        sorted several times as fast
 */
public record TestRows(int[] rows, int[] places) {
    /** In the order of the table. */
    public static TestRows of(int[] rows, Truth truth) {
        int[] places = new int[legitimate(rows, truth).length];
        Arrays.setAll(places, i -> i);
        return new TestRows(rows, places);
    }

    /** For models whose score ratios rise with the last of a request's sums, but fall where another cluster is nearer. */
    static TestRows of(int[] rows, Truth truth, RequestTable table, LongColumn sums) {
        long[] last = Arrays.stream(legitimate(rows, truth)).mapToLong(row -> sums.get(table.last(row))).toArray();
        int[] order = IndirectSort.mergesort(0, last.length, (a, b) -> Long.compare(last[a], last[b]));
        int[] places = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            places[order[place]] = place;
        }
        return new TestRows(rows, places);
    }

    private static int[] legitimate(int[] rows, Truth truth) {
        return Arrays.stream(rows).filter(row -> truth.kinds()[row] == Truth.LEGITIMATE).toArray();
    }
}
