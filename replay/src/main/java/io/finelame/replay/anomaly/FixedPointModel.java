package io.finelame.replay.anomaly;

import io.finelame.replay.scoring.CentroidScoring;

/**
 * A model that the kernel can score by: it computes with the detector's integers.
 *
 * @param centroids [k][features] in the features' own units; the origin where the model has none
 * @param sizes [k] training requests
 */
public record FixedPointModel(CentroidScoring scoring, double[][] centroids, int[] sizes) implements AnomalyModel {
    @Override
    public double excess(double[] values) {
        return scoring.excess(scoring.distances(values));
    }
}
