package io.finelame.replay.clustering;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Whose K-means divides a training set: docs/scoring.md#k-means. */
public enum Clusterer {
    OWN,
    SMILE;

    public static final List<String> NAMES = Arrays.stream(values()).map(Clusterer::recorded).toList();

    /** @param name one of {@link #NAMES} */
    public static Clusterer named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** In options and files. */
    public String recorded() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param rows [n][features] standardised; at least k of them differ
     * @param restarts k-means++ starts for each k
     * @return from k to centroids, [k][features], each the nearest of some row; for one thread
     */
    public IntFunction<double[][]> on(double[][] rows, int restarts, long seed) {
        return switch (this) {
            case OWN -> {
                KMeans search = new KMeans(rows, restarts, seed);
                yield k -> search.train(k).centroids();
            }
            case SMILE -> new SmileKMeans(rows, restarts, seed)::centroids;
        };
    }
}
