package io.finelame.analyze;

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
        Model model = new Model(1, "l1", 1, List.of("REQ_CPUTIME", "REQ_MEM_MALLOC"), 20, 100, "sigma:5", 65536,
                new double[]{0, 0}, new double[]{151_129.593, 2957.17}, new double[][]{{0, 0}}, new double[]{1}, null,
                null, new Model.FixedPoint(new long[]{3_724_948_519L, 2_147_483_648L}, new int[]{33, 27}, null));
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
        return new Model(1, scoring, 2, List.of("REQ_CPUTIME"), 20, 100, "sigma:5", 65536, new double[]{0},
                new double[]{1}, new double[][]{{0}, {0}}, thresholds, new long[]{50, 50}, null, null);
    }
}
