package io.finelame.replay.clustering;

import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClusterQualityTest {
    /** Three round heaps, far apart. */
    private static double[][] heaps(int rows) {
        Random random = new Random(1);
        double[][] heaps = new double[rows][2];
        for (int i = 0; i < rows; i++) {
            heaps[i][0] = 10 * (i % 3) + random.nextGaussian();
            heaps[i][1] = 10 * (i % 2) * (i % 3) + random.nextGaussian();
        }
        return heaps;
    }

    @Test
    void silhouette_fourPoints_isWhatTheDefinitionSays() {
        double[][] rows = {{0}, {1}, {10}, {12}};
        Clusters clusters = new Clusters(new double[][]{{0.5}, {11}}, new int[]{0, 0, 1, 1}, 0);

        double expected = (10.0 / 11 + 9.0 / 10 + 7.5 / 9.5 + 9.5 / 11.5) / 4;
        assertEquals(expected, new ClusterQuality.Silhouette(rows).of(clusters), 1e-6);
    }

    @Test
    void silhouette_threeHeaps_isHighestForThreeClusters() {
        double[][] rows = heaps(600);
        ClusterQuality.Silhouette silhouette = new ClusterQuality.Silhouette(rows);
        double three = silhouette.of(Clusters.train(rows, 4, 5, 1));
        for (int k : new int[]{2, 3, 6, 8}) {
            assertTrue(silhouette.of(Clusters.train(rows, k, 5, 1)) <= three + 0.1, "k = " + k);
        }
    }

    @Test
    void gap_threeHeaps_growsUpToTheirNumber() {
        double[][] rows = heaps(600);
        double one = gap(rows, 1);
        double four = gap(rows, 4);

        assertTrue(four > one, one + " and " + four);
    }

    private static double gap(double[][] rows, int k) {
        return ClusterQuality.gap(rows, Clusters.train(rows, k, 5, 1).inertia(), 5, 1,
                drawn -> Clusters.train(drawn, k, 1, 1).inertia()).gap();
    }
}
