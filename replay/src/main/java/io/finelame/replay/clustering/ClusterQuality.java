package io.finelame.replay.clustering;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** How well a number of clusters suits the data. */
public final class ClusterQuality {
    private static final int SILHOUETTE_SAMPLE = 1000;

    private ClusterQuality() {}

    /**
     * Gap statistic.
     *
     * @param gap mean of log(inertia) of uniform data, less that of the data: the larger, the better the clusters
     * @param error its standard error, times sqrt(1 + 1/references)
     */
    public record Gap(double gap, double error) {}

    /** Distances between sampled rows, which every clustering of the same rows can use. */
    public static final class Silhouette {
        private final int[] sample;
        private final float[][] distances;

        /** @param rows [n][features] standardised; at most 1,000 of them, evenly spaced, are looked at */
        public Silhouette(double[][] rows) {
            int count = Math.min(SILHOUETTE_SAMPLE, rows.length);
            sample = new int[count];
            for (int i = 0; i < count; i++) {
                sample[i] = (int) ((long) i * rows.length / count);
            }
            distances = new float[count][count];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < i; j++) {
                    distances[i][j] = distances[j][i] = (float) Math.sqrt(squared(rows[sample[i]], rows[sample[j]]));
                }
            }
        }

        /** Mean silhouette coefficient of the sample, -1 to 1 (Rousseeuw 1987); NaN for a single cluster. */
        public double of(Clusters clusters) {
            int k = clusters.centroids().length;
            int[] sizes = new int[k];
            for (int row : sample) {
                sizes[clusters.labels()[row]]++;
            }
            if (Arrays.stream(sizes).filter(size -> size > 0).count() < 2) {
                return Double.NaN;
            }
            double sum = 0;
            for (int i = 0; i < sample.length; i++) {
                sum += coefficient(i, clusters.labels(), sizes);
            }
            return sum / sample.length;
        }

        private double coefficient(int i, int[] labels, int[] sizes) {
            double[] sums = new double[sizes.length];
            for (int j = 0; j < sample.length; j++) {
                sums[labels[sample[j]]] += distances[i][j];
            }
            int own = labels[sample[i]];
            if (sizes[own] == 1) {
                return 0;
            }
            double within = sums[own] / (sizes[own] - 1);
            double nearest = Double.POSITIVE_INFINITY;
            for (int cluster = 0; cluster < sizes.length; cluster++) {
                if (cluster != own && sizes[cluster] > 0) {
                    nearest = Math.min(nearest, sums[cluster] / sizes[cluster]);
                }
            }
            double larger = Math.max(within, nearest);
            return larger == 0 ? 0 : (nearest - within) / larger;
        }
    }

    /**
     * Tibshirani, Walther and Hastie (2001), with references uniform over each feature's range.
     *
     * @param inertia of the data's own clusters
     * @param inertiaOf clusters a reference data set in the same way
     */
    public static Gap gap(double[][] rows, double inertia, int references, long seed,
            ToDoubleFunction<double[][]> inertiaOf) {
        double[] logs = new double[references];
        for (int b = 0; b < references; b++) {
            logs[b] = Math.log(inertiaOf.applyAsDouble(uniform(rows, new SplittableRandom(seed + b))));
        }
        double mean = Arrays.stream(logs).average().orElseThrow();
        double variance = Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).average().orElseThrow();
        return new Gap(mean - Math.log(inertia), Math.sqrt(variance) * Math.sqrt(1 + 1.0 / references));
    }

    private static double[][] uniform(double[][] rows, SplittableRandom random) {
        int features = rows[0].length;
        double[] least = new double[features];
        double[] most = new double[features];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        for (double[] row : rows) {
            for (int f = 0; f < features; f++) {
                least[f] = Math.min(least[f], row[f]);
                most[f] = Math.max(most[f], row[f]);
            }
        }
        double[][] drawn = new double[rows.length][features];
        for (double[] row : drawn) {
            for (int f = 0; f < features; f++) {
                row[f] = least[f] + random.nextDouble() * (most[f] - least[f]);
            }
        }
        return drawn;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int f = 0; f < a.length; f++) {
            sum += (a[f] - b[f]) * (a[f] - b[f]);
        }
        return sum;
    }
}
