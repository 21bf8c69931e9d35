package io.finelame.replay.requests;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A recording as columns: one row per request in the order of first appearance, and each row's time series. A point of the
 * series is one snapshot in which the request had changed; counters are cumulative. Thread-safe.
 *
 * @param features names, in the order of the columns
 * @param ids [rows]
 * @param origins [rows] addresses as text, empty if unknown
 * @param firstTs [rows] CLOCK_MONOTONIC ns
 * @param seriesStart [rows + 1] where a row's points begin
 * @param pointTs [points] CLOCK_MONOTONIC ns of the request's last update by then
 * @param pointSnapshot [points] the number of that snapshot
 * @param points [features][points]
 * @param ports [rows] of the peers, 0 if unknown
 * @param places [rows] how many requests came by the same connection before, -1 if that isn't known
 */
public record RequestTable(List<String> features, long[] ids, String[] origins, LongColumn firstTs, int[] seriesStart,
        LongColumn pointTs, LongColumn pointSnapshot, List<LongColumn> points, int[] ports, int[] places) {
    /** A table of requests whose connections are unknown. */
    public RequestTable(List<String> features, long[] ids, String[] origins, LongColumn firstTs, int[] seriesStart,
            LongColumn pointTs, LongColumn pointSnapshot, List<LongColumn> points) {
        this(features, ids, origins, firstTs, seriesStart, pointTs, pointSnapshot, points, new int[ids.length],
                new int[ids.length]);
    }

    public RequestTable withPoints(List<LongColumn> others) {
        return new RequestTable(features, ids, origins, firstTs, seriesStart, pointTs, pointSnapshot, others, ports,
                places);
    }

    public int rows() {
        return ids.length;
    }

    /** Those that began after a time (ns). */
    public int[] rowsAfter(long ts) {
        return IntStream.range(0, rows()).filter(row -> firstTs.get(row) > ts).toArray();
    }

    /** The row's last point: its final values. */
    public int last(int row) {
        return seriesStart[row + 1] - 1;
    }

    /** The row's last point at or before a time, or -1. */
    public int pointAt(int row, long ts) {
        int found = -1;
        for (int point = seriesStart[row]; point < seriesStart[row + 1] && pointTs.get(point) <= ts; point++) {
            found = point;
        }
        return found;
    }

    /** What snapshots at an interval this many times longer would have seen: every n-th, and each request's last. */
    public RequestTable thinned(int every) {
        int[] start = new int[seriesStart.length];
        LongColumn kept = new LongColumn(new ColumnSpace());
        for (int row = 0; row < rows(); row++) {
            for (int point = seriesStart[row]; point < seriesStart[row + 1]; point++) {
                if (pointSnapshot.get(point) % every == 0 || point == last(row)) {
                    kept.add(point);
                }
            }
            start[row + 1] = kept.size();
        }
        return new RequestTable(features, ids, origins, firstTs, start, pointTs.at(kept), pointSnapshot.at(kept),
                points.stream().map(column -> column.at(kept)).toList(), ports, places);
    }

    /** The same without some of its rows. */
    RequestTable without(Set<Integer> rows) {
        int[] stay = IntStream.range(0, rows()).filter(row -> !rows.contains(row)).toArray();
        int[] start = new int[stay.length + 1];
        LongColumn kept = new LongColumn(new ColumnSpace());
        for (int i = 0; i < stay.length; i++) {
            for (int point = seriesStart[stay[i]]; point < seriesStart[stay[i] + 1]; point++) {
                kept.add(point);
            }
            start[i + 1] = kept.size();
        }
        LongColumn stayed = new LongColumn(new ColumnSpace());
        Arrays.stream(stay).forEach(stayed::add);
        return new RequestTable(features, Arrays.stream(stay).mapToLong(row -> ids[row]).toArray(),
                Arrays.stream(stay).mapToObj(row -> origins[row]).toArray(String[]::new), firstTs.at(stayed), start,
                pointTs.at(kept), pointSnapshot.at(kept), points.stream().map(column -> column.at(kept)).toList(),
                Arrays.stream(stay).map(row -> ports[row]).toArray(),
                Arrays.stream(stay).map(row -> places[row]).toArray());
    }

    /** A counter's value. */
    public long value(int column, int point) {
        return points.get(column).get(point);
    }

    public int column(String feature) {
        return features.indexOf(feature);
    }
}
