package io.finelame.replay;

import java.util.Arrays;

/** A limit for each feature by itself, as the detector computes it: the largest of value over limit, from the origin. */
final class Limits {
    /** So that a feature without a limit adds nothing. */
    private static final int NOTHING = 95;

    private Limits() {}

    /**
     * @param limits [features] the most that is accepted, in the features' own units; infinite where anything is
     * @param requests that were trained on
     */
    static FixedPointModel of(double[] limits, int requests) {
        int features = limits.length;
        long[] weights = new long[features];
        int[] shifts = new int[features];
        for (int f = 0; f < features; f++) {
            boolean limited = Double.isFinite(limits[f]);
            weights[f] = limited ? CentroidScoring.weightOf(limits[f]) : 1;
            shifts[f] = limited ? CentroidScoring.shiftOf(limits[f]) : NOTHING;
        }
        CentroidScoring measure = new LinfScoring(new long[1][features], weights, shifts, new long[1], new long[0]);
        double[] accepted = Arrays.stream(limits).map(limit -> Double.isFinite(limit) ? limit : 0).toArray();
        return new FixedPointModel(measure.with(measure.distances(accepted)), new double[1][features],
                new int[]{requests});
    }
}
