package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.FixedPointModel;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.scoring.CentroidTraining;
import io.finelame.replay.scoring.LinfScoring;
import io.finelame.replay.training.FeatureScale;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A limit for each feature by itself, as the detector computes it: the largest of value over limit. */
final class Limits {
    /** So that a feature without a limit adds nothing. */
    private static final int NOTHING = 95;

    private Limits() {}

    /**
     * A model with a single cluster at the origin.
     *
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
        return accepting(measure, accepted, new double[features], requests);
    }

    /**
     * Distances from the centre of a logarithmic scale, as shares of how far each limit is from it.
     *
     * @param limits [features] positions on the scale
     * @param names of the features
     */
    static FixedPointModel of(FeatureScale scale, double[] limits, List<String> names, int requests) {
        int features = limits.length;
        double[] spread = IntStream.range(0, features)
                .mapToDouble(f -> Math.max(limits[f] - scale.centre()[f], scale.leastOf(names.get(f)))).toArray();
        FeatureScale toLimits = new FeatureScale(scale.name(), scale.centre(), spread, scale.offset());
        double[] centre = toLimits.rescaled(new double[features]);
        double[] accepted = toLimits.rescaled(DoubleStream.generate(() -> 1).limit(features).toArray());
        CentroidScoring positions = CentroidTraining.measure(toLimits, new double[][]{centre}, names, "linf");
        long[] weights = new long[features];
        int[] shifts = new int[features];
        for (int f = 0; f < features; f++) {
            // The detector's logarithm is not exact: its own distance of the limit is the unit.
            double distance = positions.position(f, (long) accepted[f]) - positions.centroids()[0][f];
            weights[f] = CentroidScoring.weightOf(distance);
            shifts[f] = CentroidScoring.shiftOf(distance);
        }
        return accepting(new LinfScoring(positions.centroids(), weights, shifts, new long[1], positions.offsets()),
                accepted, centre, requests);
    }

    private static FixedPointModel accepting(CentroidScoring measure, double[] accepted, double[] centre,
            int requests) {
        return new FixedPointModel(measure.with(measure.distances(accepted)), new double[][]{centre},
                new int[]{requests});
    }
}
