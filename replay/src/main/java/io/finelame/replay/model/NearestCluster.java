package io.finelame.replay.model;

import io.finelame.replay.clustering.Clusters;
import java.util.Arrays;

/**
 * The cluster of a model that is nearest by Euclidean distance of standardised values, as in training.
 *
 * @param centroids [k][features], standardised
 */
public record NearestCluster(Model model, double[][] centroids) {
    public static NearestCluster of(Model model) {
        return new NearestCluster(model,
                Arrays.stream(model.centroids()).map(model::standardised).toArray(double[][]::new));
    }

    /** @param values [features] of the model, in the features' own units */
    public int of(double[] values) {
        return Clusters.nearest(centroids, model.standardised(values));
    }
}
