package io.finelame.run;

/**
 * The detector's verdict on each request of the test set, one array per column, all [requests].
 *
 * @param score
 *            distance to the nearest cluster at the last update, fixed point
 * @param detectionTs
 *            CLOCK_MONOTONIC ns, 0 if the request was never flagged
 * @param detectionCpuTime
 *            ns of CPU used when flagged, 0 if never
 * @param flagged
 *            flagged at any time
 * @param distances
 *            [k][requests] distance to each cluster at the last update, fixed point
 */
public record Scores(double[] score, long[] detectionTs, double[] detectionCpuTime, boolean[] flagged,
        double[][] distances) {

    public int flaggedCount() {
        int count = 0;
        for (boolean f : flagged) {
            count += f ? 1 : 0;
        }
        return count;
    }

    /** Distances of one request to each cluster, [k]. */
    public double[] distancesOf(int row) {
        double[] of = new double[distances.length];
        for (int j = 0; j < of.length; j++) {
            of[j] = distances[j][row];
        }
        return of;
    }
}
