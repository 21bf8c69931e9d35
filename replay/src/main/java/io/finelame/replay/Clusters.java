package io.finelame.replay;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * K-means on standardised requests.
 *
 * @param centroids [k][features], standardised, in the order of their first feature
 * @param labels [n] each request's cluster
 * @param inertia sum of squared distances to the own centroid
 */
record Clusters(double[][] centroids, int[] labels, double inertia) {
    static Clusters train(double[][] standardised, ModelParameters parameters) {
        return train(standardised, parameters.k(), parameters.restarts(), parameters.seed());
    }

    static Clusters train(double[][] standardised, int k, int restarts, long seed) {
        return of(new KMeans(standardised, restarts, seed).train(k).centroids(), standardised);
    }

    /** Clusters with the labels that these centers give. */
    static Clusters of(double[][] centers, double[][] rows) {
        double[][] ordered = Arrays.stream(centers).map(double[]::clone).sorted((a, b) -> Arrays.compare(a, b))
                .toArray(double[][]::new);
        int[] labels = Arrays.stream(rows).mapToInt(row -> nearest(ordered, row)).toArray();
        double inertia = IntStream.range(0, rows.length)
                .mapToDouble(i -> squared(ordered[labels[i]], rows[i])).sum();
        return new Clusters(ordered, labels, inertia);
    }

    static int nearest(double[][] centroids, double[] row) {
        int nearest = 0;
        for (int j = 1; j < centroids.length; j++) {
            if (squared(centroids[j], row) < squared(centroids[nearest], row)) {
                nearest = j;
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

    int[] sizes() {
        int[] sizes = new int[centroids.length];
        for (int label : labels) {
            sizes[label]++;
        }
        return sizes;
    }
}
