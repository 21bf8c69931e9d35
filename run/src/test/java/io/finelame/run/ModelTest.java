package io.finelame.run;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ModelTest {

    @Test
    void excess_l1_isOfTheClusterThatComesClosestToAccepting() {
        assertEquals(1.5, model("l1", 100, 400).excess(new double[]{200, 600}));
    }

    @Test
    void excess_signedSums_isOfTheNearestCluster() {
        assertEquals(2.0, model("finelame", 100, 400).excess(new double[]{200, 600}));
        assertEquals(-0.5, model("finelame", 100, 400).excess(new double[]{-50, 600}));
    }

    @Test
    void excess_signedSumsNearestHasNoThreshold_isOfTheNearestThatHasOne() {
        assertEquals(1.5, model("finelame", 0, 400).excess(new double[]{200, 600}));
    }

    @Test
    void scales_deviationBelowTheGrain_isTheGrainThatTheKernelCountsWith() {
        Model model = new Model(1, null, "l1", null, 1, List.of("REQ_CPUTIME", "REQ_MEM_MALLOC"), 20, 100, "sigma:5",
                65536,
                new double[]{0, 0}, new double[]{151_129.593, 2957.17}, new double[][]{{0, 0}}, new double[]{1}, null,
                null, null, null,
                new Model.FixedPoint(null, new long[]{3_724_948_519L, 2_147_483_648L}, new int[]{33, 27}, null));
        assertEquals(151_129.593, model.scales()[0], 1e-3);
        assertEquals(4096, model.scales()[1]);
    }

    @Test
    void excess_linf_isOfTheClusterThatComesClosest() {
        assertEquals(0.5, model("linf", 400, 400).excess(new double[]{200, 600}));
    }

    @Test
    void scales_noFixedPoint_areTheDeviations() {
        assertArrayEquals(new double[]{1}, model("l1", 1, 1).scales());
    }

    private static Model model(String scoring, double... thresholds) {
        return new Model(1, null, scoring, null, 2, List.of("REQ_CPUTIME"), 20, 100, "sigma:5", 65536, new double[]{0},
                new double[]{1}, new double[][]{{0}, {0}}, thresholds, new long[]{50, 50}, null, null, null, null);
    }

    @Test
    void edge_linear_goesOnFromTheCentroidByStandardDeviations() {
        Model model = new Model(1, null, "l1", null, 1, List.of("REQ_CPUTIME"), 20, 100, "sigma:5", 65536,
                new double[]{0}, new double[]{20_000}, new double[][]{{1000}}, new double[]{2 * 65536}, null, null,
                null,
                null, null);

        assertEquals(1000, model.edge(0, 0, 0));
        assertEquals(41_000, model.edge(0, 0, 1));
    }

    /** One octave counts as 1, and two are accepted: from 2^10 to 2^12, of which 24 were added before the logarithm. */
    @Test
    void edge_logarithmic_goesOnFromTheCentroidByOctaves() {
        Model.FixedPoint octaves = new Model.FixedPoint(new long[][]{{10 << 16}}, new long[]{1L << 31}, new int[]{31},
                new long[]{24});
        Model model = new Model(1, null, "linf", "log", 1, List.of("REQ_PGFLT"), 20, 100, "max", 65536, new double[]{0},
                new double[]{1}, new double[][]{{1000}}, new double[]{2 * 65536}, null, null, null, null, octaves);

        assertEquals(1000, model.edge(0, 0, 0));
        assertEquals(2048 - 24, model.edge(0, 0, 0.5));
        assertEquals(4096 - 24, model.edge(0, 0, 1));
    }
}
