package io.finelame.replay.clustering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * K-means in one dimension, where the best of all clusters are found in n log n: clusters are intervals of the sorted
 * values, and where the last one begins never goes back (dynamic programming by divide and conquer: Wang and Song 2011,
 * Gronlund et al. 2017). Not thread-safe.
 */
final class SortedClusters {
    private final double[] values;
    /** [n + 1] sums of the values, and of their squares, before each. */
    private final double[] sums;
    private final double[] squares;
    /** By k - 1: [n + 1] where the last of k clusters begins that hold the first values, by their number. */
    private final List<int[]> begins = new ArrayList<>();
    /** [n + 1] the least sum of squares of the first values, by their number, in as many clusters as there are begins. */
    private double[] least;
    private double[] next;

    SortedClusters(double[] unsorted) {
        values = unsorted.clone();
        Arrays.sort(values);
        sums = new double[values.length + 1];
        squares = new double[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            sums[i + 1] = sums[i] + values[i];
            squares[i + 1] = squares[i] + values[i] * values[i];
        }
        begins.add(new int[values.length + 1]);
        least = IntStream.rangeClosed(0, values.length).mapToDouble(to -> cost(0, to)).toArray();
    }

    /** Sum of squares of the values in [from, to). */
    private double cost(int from, int to) {
        if (from >= to) {
            return 0;
        }
        double sum = sums[to] - sums[from];
        return Math.max(0, squares[to] - squares[from] - sum * sum / (to - from));
    }

    /** @return [k][1], ascending */
    double[][] centroids(int k) {
        while (begins.size() < k) {
            next = new double[values.length + 1];
            int[] begin = new int[values.length + 1];
            fill(begin, 1, values.length, 0, values.length - 1);
            begins.add(begin);
            least = next;
        }
        double[][] centroids = new double[k][];
        int to = values.length;
        for (int j = k - 1; j >= 0; j--) {
            int from = begins.get(j)[to];
            centroids[j] = new double[]{(sums[to] - sums[from]) / Math.max(1, to - from)};
            to = from;
        }
        return centroids;
    }

    /** For each end in [low, high], the begin of the last cluster, known to lie in [first, last]. */
    private void fill(int[] begin, int low, int high, int first, int last) {
        if (low > high) {
            return;
        }
        int middle = low + high >>> 1;
        double best = Double.POSITIVE_INFINITY;
        int found = first;
        for (int from = first; from <= Math.min(last, middle - 1); from++) {
            double all = least[from] + cost(from, middle);
            if (all < best) {
                best = all;
                found = from;
            }
        }
        next[middle] = best == Double.POSITIVE_INFINITY ? 0 : best;
        begin[middle] = found;
        fill(begin, low, middle - 1, first, found);
        fill(begin, middle + 1, high, found, last);
    }
}
