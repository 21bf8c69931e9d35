package io.finelame.replay.training;

import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The requests that began within the train time, with their values as of its end: what an agent that trains live would
 * have.
 *
 * @param table that it was taken from; null if the model was trained elsewhere
 * @param rows [n] of the table
 * @param pointOf [n] each row's point
 * @param values [n][features] of the model
 * @param mean [features], {@code std} [features] population standard deviations
 * @param cleaned how many were dropped
 * @param endTs the train time's end, CLOCK_MONOTONIC ns
 * @param setAside groups of rows too small to count as normal
 */
public record TrainingSet(RequestTable table, int[] rows, int[] pointOf, double[][] values, double[] mean, double[] std,
        int cleaned, long endTs, List<int[]> setAside) {
    /** @throws ReplayException if there are too few */
    public static TrainingSet of(RequestTable table, long startTs, ModelParameters parameters) {
        long begin = startTs + (long) (parameters.options().trainFrom() * 1e9);
        long end = startTs + (long) (parameters.trainTime() * 1e9);
        int[] candidates = IntStream.range(0, table.rows())
                .filter(row -> isWithin(table.firstTs().get(row), startTs, begin, end) && table.pointAt(row, end) >= 0)
                .toArray();
        if (candidates.length == 0) {
            throw new ReplayException(none(table, startTs, parameters));
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
        TrainingSet all = of(table, rows, points, values, candidates.length - rows.length, end, List.of());
        TrainingSet training = all
                .without(FarRequests.of(values, parameters.features(), parameters.options().minCluster()));
        training.requireDistinct(parameters.k());
        return training;
    }

    /** Without a warm-up that is skipped, requests that began before the recording did count too. */
    private static boolean isWithin(long ts, long start, long begin, long end) {
        return ts <= end && (begin == start || ts >= begin);
    }

    private static TrainingSet of(RequestTable table, int[] rows, int[] points, double[][] values, int cleaned,
            long end, List<int[]> setAside) {
        int features = values[0].length;
        double[] mean = new double[features];
        double[] std = new double[features];
        for (int f = 0; f < features; f++) {
            double[] column = FeatureScale.column(values, f);
            mean[f] = FeatureScale.mean(column);
            std[f] = FeatureScale.std(column, mean[f]);
        }
        return new TrainingSet(table, rows, points, values, mean, std, cleaned, end, setAside);
    }

    /** For a model that was trained elsewhere. */
    public static TrainingSet untrained(double[] mean, double[] std) {
        return new TrainingSet(null, new int[0], new int[0], new double[0][], mean, std, 0, Long.MIN_VALUE, List.of());
    }

    /**
     * The rest, after groups of requests that are too few to be normal.
     *
     * @param groupOf [n] each request's group, or below 0 if it stays; some stay
     */
    TrainingSet without(int[] groupOf) {
        if (Arrays.stream(groupOf).allMatch(group -> group < 0)) {
            return this;
        }
        List<int[]> groups = new ArrayList<>(setAside);
        Arrays.stream(groupOf).filter(group -> group >= 0).distinct().sorted().forEach(group -> groups.add(
                IntStream.range(0, groupOf.length).filter(i -> groupOf[i] == group).map(i -> rows[i]).toArray()));
        int[] kept = IntStream.range(0, groupOf.length).filter(i -> groupOf[i] < 0).toArray();
        return of(table, Arrays.stream(kept).map(i -> rows[i]).toArray(),
                Arrays.stream(kept).map(i -> pointOf[i]).toArray(),
                Arrays.stream(kept).mapToObj(i -> values[i]).toArray(double[][]::new), cleaned, endTs, groups);
    }

    public int setAsideRows() {
        return setAside.stream().mapToInt(group -> group.length).sum();
    }

    public TrainingSet endingAt(long ts) {
        return new TrainingSet(table, rows, pointOf, values, mean, std, cleaned, ts, setAside);
    }

    /** Why a table can't be trained on, in the middle of a sentence. */
    public static String shortage(RequestTable table, ModelParameters parameters) {
        return table.rows() == 0
                ? "no requests within the train time of %s s".formatted(parameters.trainTime())
                : "%,d requests within the train time of %s s are too few different ones for k = %d"
                        .formatted(table.rows(), parameters.trainTime(), parameters.k());
    }

    private static String none(RequestTable table, long startTs, ModelParameters parameters) {
        double trainTime = parameters.trainTime();
        if (table.rows() == 0) {
            return "the recording has no requests: was the server busy while it was recorded?";
        }
        long first = table.firstTs().stream().min().orElseThrow();
        double from = parameters.options().trainFrom();
        if (from > 0 && (first - startTs) / 1e9 <= trainTime) {
            return "no requests in the training window from %s s to %s s; use --train-from and --train-time"
                    .formatted(from, trainTime);
        }
        return "no requests within the train time of %s s: the first of %,d came after %.1f s; use --train-time"
                .formatted(trainTime, table.rows(), (first - startTs) / 1e9);
    }

    /** @throws ReplayException if there are fewer different requests than clusters */
    public void requireDistinct(int k) {
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

    /** One feature after the other, as FineLame does: the next percentile is that of what is left. */
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
}
