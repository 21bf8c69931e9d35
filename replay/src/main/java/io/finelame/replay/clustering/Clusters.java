package io.finelame.replay.clustering;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * K-means on standardised requests.
 *
 * @param centroids [k][features], standardised, in the order of their first feature
 * @param labels [n] each request's cluster
 * @param inertia sum of squared distances to the own centroid
 */
public record Clusters(double[][] centroids, int[] labels, double inertia) {
    public static Clusters train(Clusterer clusterer, double[][] standardised, int k, int restarts, long seed) {
        return of(clusterer.on(standardised, restarts, seed).apply(k), standardised);
    }

    static Clusters train(double[][] standardised, int k, int restarts, long seed) {
        return train(Clusterer.OWN, standardised, k, restarts, seed);
    }

    /** Clusters with the labels that these centers give. */
    public static Clusters of(double[][] centers, double[][] rows) {
        double[][] ordered = Arrays.stream(centers).map(double[]::clone).sorted((a, b) -> Arrays.compare(a, b))
                .toArray(double[][]::new);
        int[] labels = new int[rows.length];
        DoubleSummaryStatistics squares = new DoubleSummaryStatistics();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = nearest(ordered, rows[i]);
            squares.accept(squared(ordered[labels[i]], rows[i]));
        }
        return new Clusters(ordered, labels, squares.getSum());
    }

    public static int nearest(double[][] centroids, double[] row) {
        int nearest = 0;
        double least = squared(centroids[0], row);
        for (int j = 1; j < centroids.length; j++) {
            double squared = squared(centroids[j], row);
            if (squared < least) {
                nearest = j;
                least = squared;
            }
        }
        return nearest;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int f = 0; f < a.length; f++) {
            sum += (a[f] - b[f]) * (a[f] - b[f]);
        }
        return sum;
    }

    public int[] sizes() {
        int[] sizes = new int[centroids.length];
        for (int label : labels) {
            sizes[label]++;
        }
        return sizes;
    }
}
