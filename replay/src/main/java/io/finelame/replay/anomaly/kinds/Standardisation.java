package io.finelame.replay.anomaly.kinds;

import io.finelame.cli.text.KnownFeature;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;

/**
 * Puts features of different units on one scale.
 *
 * @param mean [features] of the training requests
 * @param std [features] population standard deviations, at least the feature's resolution
 * @param floor [features] the resolution in stds, at most 1: what is closer together than that is the same
 */
record Standardisation(double[] mean, double[] std, double[] floor) {
    static Standardisation of(TrainingData data) {
        int features = data.features().size();
        double[] mean = new double[features];
        double[] std = new double[features];
        double[] floor = new double[features];
        for (int f = 0; f < features; f++) {
            double[] column = data.column(f);
            double average = Arrays.stream(column).average().orElseThrow();
            double resolution = KnownFeature.resolutionOf(data.features().get(f));
            mean[f] = average;
            std[f] = Math.max(resolution, Math.sqrt(
                    Arrays.stream(column).map(value -> (value - average) * (value - average)).average().orElseThrow()));
            floor[f] = resolution / std[f];
        }
        return new Standardisation(mean, std, floor);
    }

    /** @param values [features] in their own units */
    double[] of(double[] values) {
        double[] row = new double[mean.length];
        for (int f = 0; f < row.length; f++) {
            row[f] = (values[f] - mean[f]) / std[f];
        }
        return row;
    }

    /** [requests][features] */
    double[][] rowsOf(TrainingData data) {
        return Arrays.stream(data.values()).map(this::of).toArray(double[][]::new);
    }
}
