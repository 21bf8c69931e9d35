package io.finelame.replay.scoring;

import io.finelame.bpf.finelame.Feature;
import java.util.List;

/**
 * A model as the kernel has it.
 *
 * @param generation 1 for the first that was deployed
 * @param columnOf [{@link Feature}] index within the model's features, or -1
 */
public record Deployment(int generation, Scoring scoring, int[] columnOf) {
    public static Deployment of(int generation, Scoring scoring, List<Feature> features) {
        int[] columns = new int[Feature.values().length];
        for (Feature feature : Feature.values()) {
            columns[feature.ordinal()] = features.indexOf(feature);
        }
        return new Deployment(generation, scoring, columns);
    }

    void move(long[] distances, int feature, long from, long to) {
        if (columnOf[feature] >= 0) {
            scoring.move(distances, columnOf[feature], from, to);
        }
    }
}
