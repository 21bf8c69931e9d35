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
record RequestTable(List<String> features, long[] ids, String[] origins, long[] firstTs, int[] seriesStart,
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

    /** A counter's value. */
    long value(int column, int point) {
        return points.get(column).get(point);
    }

    int column(String feature) {
        return features.indexOf(feature);
    }
}
