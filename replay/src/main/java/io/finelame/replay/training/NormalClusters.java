package io.finelame.replay.training;

import io.finelame.cli.text.KnownFeature;
import io.finelame.record.config.ClusterFloor;
import io.finelame.replay.clustering.Clusters;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A training set in clusters that are what is normal. A few requests far from all others make a cluster of their own, which would
 * accept everything up to them. So the members of a cluster below the floor are set aside if any of them uses more than
 * {@value FarRequests#FAR} times as much of a feature as every request of the larger clusters, and the rest is divided anew into the clusters
 * that remain. A small cluster that is not as far, of a rare page for example, accepts little that others don't.
 *
 * @param training without those that were set aside
 * @param scale of its features
 * @param standardised [n][features] of its requests
 */
public record NormalClusters(TrainingSet training, FeatureScale scale, double[][] standardised, Clusters clusters) {
    /** Divides a training set into k clusters, by what it is standardised with. */
    public interface Division extends Function<double[][], IntFunction<Clusters>> {}

    public static NormalClusters of(TrainingSet training, ModelParameters parameters) {
        return of(training, parameters, StandardisedSet.of(training, parameters),
                rows -> k -> Clusters.train(parameters.options().clusterer(), rows, k, parameters.restarts(),
                        parameters.seed()));
    }

    /**
     * @param standardised the whole training set
     * @param division may remember what it has found of it
     */
    public static NormalClusters of(TrainingSet whole, ModelParameters parameters, StandardisedSet standardised,
            Division division) {
        ClusterFloor floor = parameters.options().minCluster();
        int least = floor.of(whole.rows().length + whole.setAsideRows());
        TrainingSet training = whole;
        StandardisedSet set = standardised;
        int k = parameters.k();
        while (true) {
            Clusters clusters = division.apply(set.values()).apply(k);
            if (floor.equals(ClusterFloor.NONE)) {
                return new NormalClusters(training, set.scale(), set.values(), clusters);
            }
            boolean[] normal = normal(training.values(), clusters, least, parameters.features());
            int accepted = (int) IntStream.range(0, k).filter(j -> normal[j]).count();
            if (accepted == k || k == 1) {
                return new NormalClusters(training, set.scale(), set.values(), clusters);
            }
            if (accepted > 0) {
                training = training.without(
                        Arrays.stream(clusters.labels()).map(label -> normal[label] ? -1 : label).toArray());
                set = StandardisedSet.of(training, parameters);
            }
            k = accepted > 0 ? accepted : k - 1;
        }
    }

    /** [k] whether a cluster is large enough or lies near those that are. */
    private static boolean[] normal(double[][] values, Clusters clusters, int least, List<String> features) {
        int[] sizes = clusters.sizes();
        double[] limits = new double[features.size()];
        for (int i = 0; i < values.length; i++) {
            for (int f = 0; f < limits.length && sizes[clusters.labels()[i]] >= least; f++) {
                limits[f] = Math.max(limits[f], values[i][f]);
            }
        }
        for (int f = 0; f < limits.length; f++) {
            limits[f] = Math.max(FarRequests.FAR * limits[f], limits[f] + KnownFeature.resolutionOf(features.get(f)));
        }
        boolean anyLarge = Arrays.stream(sizes).anyMatch(size -> size >= least);
        boolean[] normal = new boolean[sizes.length];
        for (int j = 0; j < normal.length; j++) {
            normal[j] = anyLarge && sizes[j] > 0;
        }
        for (int i = 0; i < values.length; i++) {
            double[] used = values[i];
            int label = clusters.labels()[i];
            normal[label] &= sizes[label] >= least
                    || IntStream.range(0, limits.length).allMatch(f -> used[f] <= limits[f]);
        }
        return normal;
    }
}
