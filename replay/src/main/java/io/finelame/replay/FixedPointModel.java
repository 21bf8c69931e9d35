package io.finelame.replay;

/**
 * A model that the kernel can score by: it computes with the detector's integers.
 *
 * @param centroids [k][features] in the features' own units; the origin where the model has none
 * @param sizes [k] training requests
 */
record FixedPointModel(CentroidScoring scoring, double[][] centroids, int[] sizes) implements AnomalyModel {
    @Override
    public double excess(double[] values) {
        return scoring.excess(scoring.distances(values));
    }
}
