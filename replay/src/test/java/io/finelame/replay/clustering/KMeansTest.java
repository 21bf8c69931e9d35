package io.finelame.replay.clustering;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import smile.clustering.Clustering;
import smile.math.MathEx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Against Smile's K-means, and against the definition. */
class KMeansTest {
    private static final double ROUNDING = 1 + 1e-9;

    /** Heaps of different size and width. */
    private static double[][] heaps(Random random, int rows, int features, int heaps) {
        double[][] centers = IntStream.range(0, heaps).mapToObj(i -> random.doubles(features, -10, 10).toArray())
                .toArray(double[][]::new);
        double[] widths = random.doubles(heaps, 0.1, 3).toArray();
        double[][] drawn = new double[rows][features];
        for (double[] row : drawn) {
            int heap = Math.min(random.nextInt(heaps), random.nextInt(heaps));
            Arrays.setAll(row, f -> centers[heap][f] + widths[heap] * random.nextGaussian());
        }
        return drawn;
    }

    private static double bestOfSmile(double[][] rows, int k, int restarts) {
        return IntStream.range(0, restarts).mapToDouble(restart -> {
            MathEx.setSeed(restart);
            return Clusters.of(smile.clustering.KMeans.lloyd(rows, new Clustering.Options(k, 300)).centers(), rows)
                    .inertia();
        }).min().orElseThrow();
    }

    @Test
    @Tag("slow")
    void train_heaps_isAsGoodAsTheBestOfTenBySmile() {
        Random random = new Random(1);
        int better = 0;
        for (int i = 0; i < 40; i++) {
            double[][] rows = heaps(random, 300 + random.nextInt(3000), 1 + random.nextInt(6), 2 + random.nextInt(8));
            int k = 2 + random.nextInt(9);
            double ours = new KMeans(rows, 10, 42).train(k).inertia();
            double theirs = bestOfSmile(rows, k, 10);

            assertTrue(ours <= theirs * 1.01, "case " + i + ", k = " + k + ": " + ours + " and " + theirs);
            better += ours <= theirs * ROUNDING ? 1 : 0;
        }
        assertTrue(better >= 32, "no worse in " + better + " of 40 only");
    }

    @Test
    void train_anyRows_isStable() {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            double[][] rows = heaps(random, 20 + random.nextInt(2000), 1 + random.nextInt(6), 4);
            KMeans.Partition found = new KMeans(rows, 5, i).train(1 + random.nextInt(8));
            for (int row = 0; row < rows.length; row++) {
                double own = squared(rows[row], found.centroids()[found.labels()[row]]);
                for (double[] centroid : found.centroids()) {
                    assertTrue(own <= squared(rows[row], centroid) * ROUNDING + 1e-12, "case " + i + ", row " + row);
                }
            }
        }
    }

    private static double squared(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(f -> (a[f] - b[f]) * (a[f] - b[f])).sum();
    }

    @Test
    void train_oneKAfterOthersOrAlone_isTheSame() {
        double[][] rows = heaps(new Random(4), 3000, 4, 6);
        KMeans range = new KMeans(rows, 5, 7);
        for (int k = 1; k <= 9; k++) {
            KMeans.Partition inRange = range.train(k);
            KMeans.Partition alone = new KMeans(rows, 5, 7).train(k);

            assertArrayEquals(alone.labels(), inRange.labels(), "k = " + k);
            assertEquals(alone.inertia(), inRange.inertia());
        }
    }

    @Test
    void train_asManyClustersAsDifferentRows_costsNothing() {
        double[][] rows = IntStream.range(0, 2000).mapToObj(i -> new double[]{i % 5, i % 5 * 2})
                .toArray(double[][]::new);

        KMeans.Partition found = new KMeans(rows, 3, 1).train(5);
        assertEquals(0, found.inertia(), 1e-12);
        assertEquals(5, Arrays.stream(found.labels()).distinct().count());
    }

    @Test
    void train_oneFeature_isTheBestOfAllDivisions() {
        Random random = new Random(6);
        for (int i = 0; i < 300; i++) {
            double[] values = random.doubles(3 + random.nextInt(12), 0, 10).sorted().toArray();
            int k = 1 + random.nextInt(3);
            double[][] rows = Arrays.stream(values).mapToObj(value -> new double[]{value}).toArray(double[][]::new);

            assertEquals(bestDivision(values, 0, k), new KMeans(rows, 1, 1).train(k).inertia(), 1e-9, "case " + i);
        }
    }

    private static double bestDivision(double[] values, int from, int k) {
        if (k == 1) {
            double mean = Arrays.stream(values, from, values.length).average().orElse(0);
            return Arrays.stream(values, from, values.length).map(v -> (v - mean) * (v - mean)).sum();
        }
        return IntStream.rangeClosed(from + 1, values.length - k + 1).mapToDouble(to -> {
            double mean = Arrays.stream(values, from, to).average().orElseThrow();
            return Arrays.stream(values, from, to).map(v -> (v - mean) * (v - mean)).sum()
                    + bestDivision(values, to, k - 1);
        }).min().orElseThrow();
    }

    @Test
    void train_constantFeature_changesNothing() {
        double[][] rows = heaps(new Random(5), 1500, 2, 4);
        double[][] more = Arrays.stream(rows).map(row -> new double[]{row[0], 0, row[1]}).toArray(double[][]::new);

        assertEquals(new KMeans(rows, 5, 1).train(4).inertia(), new KMeans(more, 5, 1).train(4).inertia(), 1e-6);
    }
}
