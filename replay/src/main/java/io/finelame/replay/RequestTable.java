package io.finelame.replay;

import java.util.List;

/**
 * A recording as columns: one row per request in the order of first appearance, and each row's time series. A point of the
 * series is one snapshot in which the request had changed; counters are cumulative. Thread-safe.
 *
 * @param features names, in the order of the columns
 * @param ids [rows]
 * @param origins [rows] addresses as text, empty where unknown
 * @param firstTs [rows] CLOCK_MONOTONIC ns
 * @param seriesStart [rows + 1] where a row's points begin
 * @param pointTs [points] CLOCK_MONOTONIC ns of the request's last update by then
 * @param pointSnapshot [points] the number of that snapshot
 * @param points [features][points]
 */
record RequestTable(List<String> features, long[] ids, String[] origins, LongColumn firstTs, int[] seriesStart,
        LongColumn pointTs, LongColumn pointSnapshot, List<LongColumn> points) {
    int rows() {
        return ids.length;
    }

    /** The row's last point: its final values. */
    int last(int row) {
        return seriesStart[row + 1] - 1;
    }

    /** The row's last point at or before a time, or -1. */
    int pointAt(int row, long ts) {
        int found = -1;
        for (int point = seriesStart[row]; point < seriesStart[row + 1] && pointTs.get(point) <= ts; point++) {
            found = point;
        }
        return found;
    }

    /** What snapshots at an interval this many times longer would have seen: every n-th, and each request's last. */
    RequestTable thinned(int every) {
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
                points.stream().map(column -> column.at(kept)).toList());
    }

    /** A counter's value. */
    long value(int column, int point) {
        return points.get(column).get(point);
    }

    int column(String feature) {
        return features.indexOf(feature);
    }
}
