package io.finelame.analyze;

import java.util.Arrays;
import java.util.List;

/**
 * What model.json says about a model.
 *
 * @param trainTime
 *            seconds
 * @param unit
 *            fixed-point units of score and threshold per standard deviation
 * @param mean
 *            [features], in the features' own units
 * @param std
 *            [features], in the features' own units
 * @param centroids
 *            [k][features], in the features' own units
 * @param thresholds
 *            [k], fixed point
 * @param clusterSizes
 *            [k] training requests, or null
 * @param fixedPoint
 *            null where the file has none
 */
record Model(int format, String scoring, int k, List<String> features, double trainTime, long trainRequests,
        String thresholdRule, double unit, double[] mean, double[] std, double[][] centroids, double[] thresholds,
        long[] clusterSizes, Double inertia, FixedPoint fixedPoint) {

    /**
     * The integers that the kernel scores with; null where the scoring has none.
     *
     * @param weights
     *            [features]
     * @param shifts
     *            [features]: one unit of a feature counts weight / 2^shift units of score
     * @param offsets
     *            [features] added before the logarithm; null or empty where there is none
     */
    record FixedPoint(long[] weights, int[] shifts, long[] offsets) {
        /** Counters are measured by their logarithms. */
        boolean isLogarithmic() {
            return offsets != null && offsets.length > 0;
        }
    }

    /** Distances count only what a request used beyond its centroid, and add up, so the accepted region has an outline to draw. */
    boolean isL1() {
        return "l1".equals(scoring) && (fixedPoint == null || !fixedPoint.isLogarithmic());
    }

    /** Whether a request is accepted that any cluster accepts. */
    private boolean acceptsByAny() {
        return !"finelame".equals(scoring);
    }

    /** What counts as 1 in the score, of each feature: its standard deviation, or its grain where that is greater. */
    double[] scales() {
        if (!isL1() || fixedPoint == null || fixedPoint.weights() == null || fixedPoint.shifts() == null) {
            return std;
        }
        double[] scales = new double[std.length];
        Arrays.setAll(scales, f -> unit * Math.scalb(1.0, fixedPoint.shifts()[f]) / fixedPoint.weights()[f]);
        return scales;
    }

    /**
     * Score over threshold of the cluster that comes closest to accepting the request, as in series_L.csv. Where
     * scores are signed sums, the nearest cluster that has a threshold decides alone; 0 if none has.
     *
     * @param scores
     *            [k] distances, fixed point
     */
    double excess(double[] scores) {
        return acceptsByAny() ? leastExcess(scores) : nearestExcess(scores);
    }

    private double leastExcess(double[] scores) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < scores.length; j++) {
            least = Math.min(least, scores[j] / Math.max(1, thresholds[j]));
        }
        return least;
    }

    private double nearestExcess(double[] scores) {
        double nearest = Double.POSITIVE_INFINITY;
        double excess = 0;
        for (int j = 0; j < scores.length; j++) {
            if (thresholds[j] != 0 && Math.abs(scores[j]) < nearest) {
                nearest = Math.abs(scores[j]);
                excess = scores[j] / thresholds[j];
            }
        }
        return excess;
    }
}
