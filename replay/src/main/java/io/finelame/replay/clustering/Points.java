package io.finelame.replay.clustering;

import java.util.Arrays;

/**
 * Rows as columns, so that distances to a centroid are computed for many rows at once.
 *
 * @param columns [features][rows]
 * @param flat the same, row after row, for distances of single rows
 * @param weights [rows], or null if each counts once
 */
record Points(double[][] columns, double[] flat, double[] weights, int count) {
    static Points of(double[][] rows) {
        return of(rows, null);
    }

    static Points of(double[][] rows, double[] weights) {
        int features = rows[0].length;
        double[][] columns = new double[features][rows.length];
        double[] flat = new double[features * rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int f = 0; f < features; f++) {
                columns[f][i] = rows[i][f];
                flat[i * features + f] = rows[i][f];
            }
        }
        return new Points(columns, flat, weights, rows.length);
    }

    int features() {
        return columns.length;
    }

    double weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    double[] row(int row) {
        return Arrays.copyOfRange(flat, row * columns.length, (row + 1) * columns.length);
    }

    /** Squared distances of all rows to a centroid. */
    void distances(double[] centroid, double[] into) {
        distances(centroid, 0, count, into);
    }

    /** Of the rows in [from, to), the first of them at index 0. */
    void distances(double[] centroid, int from, int to, double[] into) {
        double[] first = columns[0];
        double at = centroid[0];
        for (int i = 0; i < to - from; i++) {
            double difference = first[from + i] - at;
            into[i] = difference * difference;
        }
        for (int f = 1; f < columns.length; f++) {
            double[] column = columns[f];
            double coordinate = centroid[f];
            for (int i = 0; i < to - from; i++) {
                double difference = column[from + i] - coordinate;
                into[i] += difference * difference;
            }
        }
    }

    double squared(int row, double[] centroid) {
        double sum = 0;
        int at = row * centroid.length;
        for (int f = 0; f < centroid.length; f++) {
            double difference = flat[at + f] - centroid[f];
            sum += difference * difference;
        }
        return sum;
    }
}
