package io.finelame.analyze.evaluate;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HistogramTest {

    @Test
    void of_valuesOfThreeDecades_areCountedByEighthsOfADecade() {
        double[] values = {0, 1, 1.2, 9.99, 10, 250};
        Histogram histogram = Histogram.of(Histogram.Span.of(values), values);
        assertEquals(0, histogram.firstExponent());
        assertEquals(1, histogram.zeros());
        assertEquals(2, histogram.counts()[0]);
        assertEquals(1, histogram.counts()[7]);
        assertEquals(1, histogram.counts()[8]);
        assertEquals(24, histogram.counts().length);
        assertEquals(5, Arrays.stream(histogram.counts()).sum());
    }

    @Test
    void of_onlyZeros_countsThemAll() {
        double[] values = {0, 0, 0};
        Histogram histogram = Histogram.of(Histogram.Span.of(values), values);
        assertEquals(3, histogram.zeros());
        assertEquals(0, Arrays.stream(histogram.counts()).sum());
    }
}
