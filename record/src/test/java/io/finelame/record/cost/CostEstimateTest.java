package io.finelame.record.cost;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CostEstimateTest {
    private static final long SECOND = 1_000_000_000L;

    /** Of a second each. */
    private static List<Slice> slices(long... cpuMs) {
        return IntStream.range(0, cpuMs.length)
                .mapToObj(i -> new Slice(SECOND, cpuMs[i] * 1_000_000, 1000, 0, 0)).toList();
    }

    @Test
    void of_tenPercentMore_isThatWithoutSpread() {
        CostEstimate estimate = CostEstimate.of(slices(200, 220, 200, 220, 200), Slice::cpuPerSecond);
        assertEquals(1.1, estimate.ratio(), 1e-12);
        assertEquals(1.1, estimate.low(), 1e-12);
        assertEquals(1.1, estimate.high(), 1e-12);
    }

    @Test
    void of_loadThatGrowsSteadily_isNoCost() {
        CostEstimate estimate = CostEstimate.of(slices(100, 110, 120, 130, 140, 150, 160), Slice::cpuPerSecond);
        assertEquals(1, estimate.ratio(), 1e-12);
    }

    /** Logarithms of the ratios: log 1, log 1.21; t of one degree of freedom is 12.706. */
    @Test
    void of_twoRatios_hasTheIntervalOfStudentsT() {
        CostEstimate estimate = CostEstimate.of(slices(100, 100, 100, 121, 100), Slice::cpuPerSecond);
        assertEquals(1.1, estimate.ratio(), 1e-12);
        double half = 12.7062 * Math.log(1.21) / 2;
        assertEquals(Math.log(1.1) + half, Math.log(estimate.high()), 1e-4);
        assertEquals(Math.log(1.1) - half, Math.log(estimate.low()), 1e-4);
    }

    @Test
    void between_processThatEnded_isCountedAndTakesNothingAway() {
        Slice slice = Slice.between(new Slice.Reading(0, java.util.Map.of(1, 500L, 2, 900L), 10, 0),
                new Slice.Reading(SECOND, java.util.Map.of(1, 800L, 3, 100L), 30, 7));
        assertEquals(new Slice(SECOND, 400, 20, 7, 1), slice);
        assertTrue(slice.cpuPerSegment() == 20);
    }
}
