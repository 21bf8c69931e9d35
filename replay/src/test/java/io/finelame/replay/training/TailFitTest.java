package io.finelame.replay.training;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TailFitTest {
    @Test
    void quantile_exponentialValues_isNearTheTrueOneBeyondTheLargest() {
        double[] values = new Random(1).doubles(2000).map(u -> -Math.log(u)).toArray();

        assertEquals(-Math.log(1e-5), TailFit.quantile(values, 1 - 1e-5), 3);
        assertTrue(TailFit.quantile(values, 1 - 1e-5) > Arrays.stream(values).max().orElseThrow());
    }

    @Test
    void quantile_withinTheValues_isTheirs() {
        double[] values = new Random(2).doubles(1000).toArray();

        assertEquals(ThresholdRule.percentile(values, 50), TailFit.quantile(values, 0.5));
    }

    @Test
    void quantile_fewDifferentValues_isTheLargest() {
        double[] values = new double[1000];
        Arrays.setAll(values, i -> i % 10 < 7 ? 1 : 5);

        assertEquals(5, TailFit.quantile(values, 0.9999));
    }
}
