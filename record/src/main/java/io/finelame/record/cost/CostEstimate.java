package io.finelame.record.cost;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many times as much something is while recording: the geometric mean of the ratios of each recorded slice to the slices
 * before and after it, with the interval by Student's t distribution of the ratios' logarithms.
 *
 * @param low and {@code high}: the 95 % interval
 */
record CostEstimate(double ratio, double low, double high) {
    private static final double UPPER_TAIL = 0.975;

    /** @param slices off, on, off, on, ..., off: at least two that are on */
    static CostEstimate of(List<Slice> slices, ToDoubleFunction<Slice> measure) {
        double[] logarithms = IntStream.range(0, slices.size()).filter(i -> i % 2 == 1)
                .mapToDouble(i -> Math.log(2 * measure.applyAsDouble(slices.get(i))
                        / (measure.applyAsDouble(slices.get(i - 1)) + measure.applyAsDouble(slices.get(i + 1)))))
                .toArray();
        int count = logarithms.length;
        double mean = IntStream.range(0, count).mapToDouble(i -> logarithms[i]).sum() / count;
        double squares = IntStream.range(0, count).mapToDouble(i -> Math.pow(logarithms[i] - mean, 2)).sum();
        double half = TDistribution.of(count - 1.0).inverseCumulativeProbability(UPPER_TAIL)
                * Math.sqrt(squares / (count - 1) / count);
        return new CostEstimate(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half));
    }
}
