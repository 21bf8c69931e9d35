package io.finelame.replay;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The requests that began within the train time, with their values as of its end: what an agent that trains live would
 * have.
 *
 * @param rows [n] of the table
 * @param pointOf [n] each row's point
 * @param values [n][features] of the model
 * @param mean [features], {@code std} [features] population standard deviations
 * @param cleaned how many were dropped
 * @param endTs the train time's end, CLOCK_MONOTONIC ns
 */
record TrainingSet(int[] rows, int[] pointOf, double[][] values, double[] mean, double[] std, int cleaned,
        long endTs) {
    /** @throws ReplayException where there are too few */
    static TrainingSet of(RequestTable table, long startTs, ModelParameters parameters) {
        long end = startTs + (long) (parameters.trainTime() * 1e9);
        int[] candidates = IntStream.range(0, table.rows())
                .filter(row -> table.firstTs().get(row) <= end && table.pointAt(row, end) >= 0).toArray();
        if (candidates.length == 0) {
            throw new ReplayException(none(table, startTs, parameters.trainTime()));
        }
        int[] columns = parameters.features().stream().mapToInt(table::column).toArray();
        int[] rows = clean(table, candidates, columns, end, parameters.cleanPercentile());
        int[] points = Arrays.stream(rows).map(row -> table.pointAt(row, end)).toArray();
        double[][] values = new double[rows.length][columns.length];
        for (int i = 0; i < rows.length; i++) {
            for (int f = 0; f < columns.length; f++) {
                values[i][f] = table.value(columns[f], points[i]);
            }
        }
        double[] mean = new double[columns.length];
        double[] std = new double[columns.length];
        for (int f = 0; f < columns.length; f++) {
            int feature = f;
            double average = Arrays.stream(values).mapToDouble(row -> row[feature]).average().orElseThrow();
            mean[f] = average;
            std[f] = Math.sqrt(Arrays.stream(values).mapToDouble(row -> row[feature] - average).map(d -> d * d)
                    .average().orElseThrow());
        }
        TrainingSet training = new TrainingSet(rows, points, values, mean, std, candidates.length - rows.length, end);
        training.requireDistinct(parameters.k());
        return training;
    }

    /** For a model that was trained elsewhere. */
    static TrainingSet empty(Model model) {
        return new TrainingSet(new int[0], new int[0], new double[0][], model.mean(), model.std(), 0, Long.MIN_VALUE);
    }

    TrainingSet endingAt(long ts) {
        return new TrainingSet(rows, pointOf, values, mean, std, cleaned, ts);
    }

    /** Why a table can't be trained on, in the middle of a sentence. */
    static String shortage(RequestTable table, ModelParameters parameters) {
        return table.rows() == 0
                ? "no requests within the train time of %s s".formatted(parameters.trainTime())
                : "%,d requests within the train time of %s s are too few different ones for k = %d"
                        .formatted(table.rows(), parameters.trainTime(), parameters.k());
    }

    private static String none(RequestTable table, long startTs, double trainTime) {
        if (table.rows() == 0) {
            return "the recording holds no requests: was the server busy while it was recorded?";
        }
        long first = table.firstTs().stream().min().orElseThrow();
        return "no requests within the train time of %s s: the first of %,d came after %.1f s; use --train-time"
                .formatted(trainTime, table.rows(), (first - startTs) / 1e9);
    }

    /** @throws ReplayException where there are fewer different requests than clusters */
    void requireDistinct(int k) {
        Set<List<Double>> distinct = new HashSet<>();
        for (int i = 0; i < values.length && distinct.size() < k; i++) {
            distinct.add(Arrays.stream(values[i]).boxed().toList());
        }
        if (distinct.size() < k) {
            throw new ReplayException(
                    "%,d different requests within the train time are too few for k = %d: use a smaller --k or a longer --train-time"
                            .formatted(distinct.size(), k));
        }
    }

    /** One feature after the other, as the original does: the next percentile is that of what is left. */
    private static int[] clean(RequestTable table, int[] candidates, int[] columns, long end, double percentile) {
        int[] rows = candidates.clone();
        int count = rows.length;
        for (int column : columns) {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = table.value(column, table.pointAt(rows[i], end));
            }
            double limit = ThresholdRule.percentile(values, percentile);
            int kept = 0;
            for (int i = 0; i < count; i++) {
                rows[kept] = rows[i];
                kept += values[i] <= limit ? 1 : 0;
            }
            count = kept;
        }
        return Arrays.copyOf(rows, count);
    }

    /** [n][features]: (value - mean) / std; a constant feature is 0 throughout. */
    double[][] standardised() {
        return Arrays.stream(values).map(row -> {
            double[] scaled = new double[row.length];
            for (int f = 0; f < row.length; f++) {
                scaled[f] = (row[f] - mean[f]) / (std[f] == 0 ? 1 : std[f]);
            }
            return scaled;
        }).toArray(double[][]::new);
    }
}
