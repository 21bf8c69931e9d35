package io.finelame.replay.clustering;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import smile.clustering.BBDTree;
import smile.clustering.Clustering;
import smile.clustering.KMeans;
import smile.math.MathEx;

/**
 * Smile's K-means: k-means++ starts (Arthur and Vassilvitskii, SODA 2007), each optimised by Lloyd's algorithm on a tree of boxes
 * (Kanungo et al., IEEE TPAMI 24(7), 2002). The start with the lowest inertia is kept.
 *
 * <p>Smile draws from a generator of the calling thread, which is seeded for each k; its parallel loops write to places of their own. So
 * centroids depend on rows, restarts, seed and k alone, unless the thread is of the pool that runs those loops: while it waits for them,
 * it may begin another clustering.
 */
final class SmileKMeans {
    private static final int MAX_ITERATIONS = 1000;
    /** Of the mean squared distance, in which a feature's variance is 1: Smile's default. */
    private static final double TOLERANCE = 1e-4;

    private final double[][] rows;
    private final BBDTree tree;
    private final int restarts;
    private final long seed;

    SmileKMeans(double[][] rows, int restarts, long seed) {
        this.rows = rows;
        this.tree = new BBDTree(rows);
        this.restarts = restarts;
        this.seed = seed;
    }

    /** @param k at most the number of different rows */
    double[][] centroids(int k) {
        if (k == 1) {
            return new double[][]{mean()};
        }
        MathEx.setSeed(seed * 1_000_003 + k);
        var options = new Clustering.Options(k, MAX_ITERATIONS, TOLERANCE, null);
        return withoutEmpty(Clustering.run(restarts, () -> KMeans.fit(tree, rows, options)).centers());
    }

    /** Smile leaves the centroid of a cluster without rows where it was, or NaN: it goes to the row that is farthest from its own. */
    private double[][] withoutEmpty(double[][] found) {
        double[][] centroids = Arrays.stream(found).map(centroid -> Arrays.stream(centroid)
                .map(value -> Double.isNaN(value) ? Double.POSITIVE_INFINITY : value).toArray())
                .toArray(double[][]::new);
        int[] labels = labels(centroids);
        for (int empty = firstEmpty(labels, centroids.length); empty >= 0; empty = firstEmpty(labels,
                centroids.length)) {
            int[] its = labels;
            int farthest = IntStream.range(0, rows.length).boxed()
                    .max(Comparator.comparingDouble(i -> MathEx.squaredDistance(rows[i], centroids[its[i]])))
                    .orElseThrow();
            centroids[empty] = rows[farthest];
            labels = labels(centroids);
        }
        return centroids;
    }

    private int[] labels(double[][] centroids) {
        return Arrays.stream(rows).mapToInt(row -> Clusters.nearest(centroids, row)).toArray();
    }

    /** -1 if each has a row. */
    private static int firstEmpty(int[] labels, int k) {
        boolean[] used = new boolean[k];
        Arrays.stream(labels).forEach(label -> used[label] = true);
        return IntStream.range(0, k).filter(j -> !used[j]).findFirst().orElse(-1);
    }

    private double[] mean() {
        return IntStream.range(0, rows[0].length)
                .mapToDouble(f -> Arrays.stream(rows).mapToDouble(row -> row[f]).sum() / rows.length).toArray();
    }
}
