package io.finelame.analyze;

import java.util.List;
import org.junit.jupiter.api.Test;

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

    private static Model model(String scoring, double... thresholds) {
        return new Model(1, scoring, 2, List.of("REQ_CPUTIME"), 20, 100, "sigma:5", 65536, new double[]{0},
                new double[]{1}, new double[][]{{0}, {0}}, thresholds, new long[]{50, 50}, null);
    }
}
