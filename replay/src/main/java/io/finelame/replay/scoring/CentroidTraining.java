package io.finelame.replay.scoring;

import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.NormalClusters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** From clusters to the integers of an l1 or linf detector. */
public final class CentroidTraining {
    private CentroidTraining() {}

    /** @param centroids [k][features] in the features' own units */
    public static CentroidScoring train(NormalClusters normal, double[][] centroids, ModelParameters parameters) {
        CentroidScoring measure = measure(normal.scale(), centroids, parameters.features(), parameters.scoring());
        int[] labels = normal.clusters().labels();
        double[][] values = normal.training().values();
        double[] own = IntStream.range(0, values.length).mapToDouble(i -> measure.distances(values[i])[labels[i]])
                .toArray();
        return measure.with(Arrays.stream(parameters.threshold().ofClusters(own, labels, centroids.length))
                .mapToLong(Math::round).toArray());
    }

    /** Without thresholds. */
    public static CentroidScoring measure(FeatureScale scale, double[][] centroids, List<String> names,
            String scoring) {
        int features = names.size();
        long[] weights = new long[features];
        int[] shifts = new int[features];
        for (int f = 0; f < features; f++) {
            double unit = scale.unitOf(f, names.get(f));
            double positions = scale.isLog() ? unit * CentroidScoring.UNIT : unit;
            weights[f] = CentroidScoring.weightOf(positions);
            shifts[f] = CentroidScoring.shiftOf(positions);
        }
        long[] offsets = Arrays.stream(scale.offset()).mapToLong(Math::round).toArray();
        long[] none = new long[centroids.length];
        CentroidScoring empty = scoring.equals("linf")
                ? new LinfScoring(new long[0][], weights, shifts, none, offsets)
                : new L1Scoring(new long[0][], weights, shifts, none, offsets);
        long[][] whole = Arrays.stream(centroids).map(row -> IntStream.range(0, features)
                .mapToLong(f -> empty.position(f, Math.max(0, Math.round(row[f])))).toArray()).toArray(long[][]::new);
        return empty.with(whole, none);
    }
}
