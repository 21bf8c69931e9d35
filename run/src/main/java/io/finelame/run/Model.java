package io.finelame.run;

import io.finelame.cli.file.Checked;
import java.util.Arrays;
import java.util.List;

/**
 * A model as model.json describes it.
 *
 * @param type
 *            the model type and its options; null in files of versions that had K-means only
 * @param scale
 *            what features are measured by: std, mad or log; null in files of versions that had std only
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
 * @param accepts
 *            [k][features] the largest value that a cluster accepts of each feature while the others stay at or below the
 *            centroid, in the features' own units; {@link #ANY} and more are no limit; null in files of earlier versions
 * @param typical
 *            [features] medians of the training set; null in files of earlier versions
 * @param fixedPoint
 *            null if the file has none
 */
public record Model(int format, String type, String scoring, String scale, int k, List<String> features,
        double trainTime,
        long trainRequests,
        String thresholdRule, double unit, double[] mean, double[] std, double[][] centroids, double[] thresholds,
        long[] clusterSizes, Double inertia, double[][] accepts, double[] typical, FixedPoint fixedPoint) {

    /** The largest value of a counter. */
    public static final double ANY = Long.MAX_VALUE;
    private static final int FRACTION_BITS = 16;
    private static final int MOST_FEATURES = 1_000;
    private static final int MOST_CLUSTERS = 1_000;
    private static final double LONGEST_TIME = 1e9;

    /** A run may come from a stranger. */
    public Model {
        RunInfo.requireFormat(format);
        Checked.optionalText("type", type);
        Checked.optionalText("scoring", scoring);
        Checked.optionalText("scale", scale);
        Checked.optionalText("threshold_rule", thresholdRule);
        Checked.number("k", k, 1, MOST_CLUSTERS);
        Checked.require(features != null && !features.isEmpty(), "features: expected at least one name");
        features = Checked.list("features", features, MOST_FEATURES);
        features.forEach(name -> Checked.text("features", name));
        Checked.number("train_time", trainTime, 0, LONGEST_TIME);
        Checked.require(unit > 0 && unit < Double.POSITIVE_INFINITY, "unit: expected a positive number");
        int columns = features.size();
        Checked.numbers("mean", mean, columns);
        Checked.numbers("std", std, columns);
        Checked.numbers("thresholds", thresholds, k);
        Checked.table("centroids", centroids, k, columns);
        Checked.require(clusterSizes == null || clusterSizes.length == k, "cluster_sizes: expected " + k + " numbers");
        if (accepts != null) {
            Checked.table("accepts", accepts, k, columns);
        }
        if (typical != null) {
            Checked.numbers("typical", typical, columns);
        }
        if (fixedPoint != null) {
            fixedPoint.require(k, columns);
        }
    }

    /**
     * The integers that the kernel scores with; null if the scoring has none.
     *
     * @param centroids
     *            [k][features] logarithms of the features' values, where counters are measured by them
     * @param weights
     *            [features]
     * @param shifts
     *            [features]: one unit of a feature counts weight / 2^shift units of score
     * @param offsets
     *            [features] added before the logarithm; null or empty if there is none
     */
    record FixedPoint(long[][] centroids, long[] weights, int[] shifts, long[] offsets) {
        private void require(int k, int features) {
            Checked.require(weights == null || shifts == null || weights.length == features && shifts.length == features
                    && Arrays.stream(weights).allMatch(weight -> weight > 0),
                    "fixed_point: expected weights and shifts of " + features + " positive numbers");
            Checked.require(!isLogarithmic() || weights != null && shifts != null && offsets.length == features
                    && centroids != null && centroids.length == k
                    && Arrays.stream(centroids).allMatch(row -> row != null && row.length == features),
                    "fixed_point: expected centroids and offsets of " + features + " numbers");
        }

        /** Counters are measured by their logarithms. */
        boolean isLogarithmic() {
            return offsets != null && offsets.length > 0;
        }
    }

    /**
     * Whether distances count only what a request used beyond a centroid: what a cluster accepts has an outline to draw, and a
     * request is accepted that any cluster accepts.
     */
    public boolean isOneSided() {
        return !"finelame".equals(scoring);
    }

    /** Whether what a cluster accepts of one feature doesn't depend on the others. */
    public boolean isBox() {
        return "linf".equals(scoring);
    }

    /** One box at the origin: a limit for each feature, and nothing to say of a centroid. */
    public boolean isLimits() {
        return isBox() && k == 1 && Arrays.stream(centroids[0]).allMatch(value -> value == 0);
    }

    /** Whether scores measure the logarithms of counters. */
    public boolean isLogarithmic() {
        return fixedPoint != null && fixedPoint.isLogarithmic();
    }

    /**
     * The value of a feature at which it alone takes this fraction of a cluster's threshold.
     *
     * @param feature
     *            index in the model
     */
    public double edge(int cluster, int feature, double fraction) {
        if (!isLogarithmic()) {
            return centroids[cluster][feature] + fraction * thresholds[cluster] / unit * scales()[feature];
        }
        double perUnit = Math.scalb(1.0, fixedPoint.shifts()[feature]) / fixedPoint.weights()[feature];
        return power(fixedPoint.centroids()[cluster][feature] + fraction * thresholds[cluster] * perUnit)
                - fixedPoint.offsets()[feature];
    }

    /** Inverse of the detector's logarithm, which is linear between powers of two. */
    private static double power(double logarithm) {
        double scaled = Math.scalb(logarithm, -FRACTION_BITS);
        double whole = Math.floor(scaled);
        return Math.pow(2, whole) * (1 + scaled - whole);
    }

    /**
     * What counts as 1 in the score, of each feature: its standard deviation, or its resolution if that is greater; the
     * standard deviation if the score has another measure.
     */
    public double[] scales() {
        if (!isOneSided() || isLogarithmic() || fixedPoint == null || fixedPoint.weights() == null
                || fixedPoint.shifts() == null) {
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
    public double excess(double[] scores) {
        return isOneSided() ? leastExcess(scores) : nearestExcess(scores);
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
