package io.finelame.replay;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far each feature is above its median, in standard deviations; 0 below. Counters never go down: a request that is below
 * has only not got there yet, and a model of both sides would flag each at birth.
 *
 * @param medians [features], {@code stds} [features] at least as much as the feature can be told apart by
 */
record UpperSide(double[] medians, double[] stds) {
    static UpperSide of(List<String> features, double[][] values) {
        double[] medians = new double[features.size()];
        double[] stds = new double[features.size()];
        for (int f = 0; f < stds.length; f++) {
            int feature = f;
            double[] column = Arrays.stream(values).mapToDouble(row -> row[feature]).toArray();
            double mean = Arrays.stream(column).average().orElseThrow();
            double variance = Arrays.stream(column).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            medians[f] = ThresholdRule.percentile(column, 50);
            stds[f] = Math.max(Math.sqrt(variance), Model.grain(features.get(f)));
        }
        return new UpperSide(medians, stds);
    }

    double[] of(double[] values) {
        double[] above = new double[values.length];
        for (int f = 0; f < above.length; f++) {
            above[f] = Math.max(0, values[f] - medians[f]) / stds[f];
        }
        return above;
    }

    double[][] of(double[][] values) {
        return Arrays.stream(values).map(this::of).toArray(double[][]::new);
    }

    /** At most so many rows, evenly spaced. */
    static double[][] spaced(double[][] rows, int most) {
        int count = Math.min(most, rows.length);
        return IntStream.range(0, count).mapToObj(i -> rows[(int) ((long) i * rows.length / count)])
                .toArray(double[][]::new);
    }
}
