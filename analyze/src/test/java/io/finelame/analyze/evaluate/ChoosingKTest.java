package io.finelame.analyze.evaluate;

import io.finelame.run.SweepRuns;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The rules on curves of which the answer is known. */
class ChoosingKTest {

    private static ChoosingK curves(double[] inertia, double[] silhouette, double[] gap, double[] error) {
        return new ChoosingK(IntStream.rangeClosed(2, inertia.length + 1).toArray(), inertia, silhouette, gap, error);
    }

    private static double[] nothing(int count) {
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    @Test
    void of_sweep_hasEachKOfTheBestRunsTrainingSetOnce() {
        assertArrayEquals(new int[]{2, 3, 4},
                ChoosingK.of(SweepRuns.read(Path.of("../run/src/test/resources/sweep"), "sweep")).k());
    }

    @Test
    void elbow_steepThenFlat_isWhereItBends() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            int count = 4 + random.nextInt(10);
            int bend = 1 + random.nextInt(count - 2);
            double[] inertia = IntStream.range(0, count)
                    .mapToDouble(n -> n <= bend ? 1000 - 100.0 * n : 1000 - 100.0 * bend - (n - bend)).toArray();

            assertEquals(bend + 2, curves(inertia, nothing(count), nothing(count), nothing(count)).elbow());
        }
    }

    @Test
    void bestSilhouette_unknownValues_arePassedOver() {
        double[] silhouette = {Double.NaN, 0.3, 0.7, Double.NaN, 0.6};

        assertEquals(4, curves(nothing(5), silhouette, nothing(5), nothing(5)).bestSilhouette());
        assertEquals(0, curves(nothing(5), nothing(5), nothing(5), nothing(5)).bestSilhouette());
    }

    @Test
    void byGap_gapStopsGrowing_isTheSmallestWithinTheError() {
        double[] gap = {1, 2, 3, 3.05, 3.04};
        double[] error = {0.1, 0.1, 0.1, 0.1, 0.1};

        assertEquals(4, curves(nothing(5), nothing(5), gap, error).byGap());
        assertEquals(0, curves(nothing(5), nothing(5), nothing(5), nothing(5)).byGap());
    }
}
