package io.finelame.replay.scoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.finelame.DetectorModel;

/**
 * linf: the most that any feature adds, so that what a cluster accepts is a box: a limit for each feature by itself. Counters never
 * go down, so the largest so far is the largest.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record LinfScoring(long[][] centroids, long[] weights, int[] shifts, long[] thresholds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) long[] offsets) implements CentroidScoring {
    @Override
    public LinfScoring with(long[][] otherCentroids, long[] otherThresholds) {
        return new LinfScoring(otherCentroids, weights, shifts, otherThresholds, offsets);
    }

    @Override
    public void move(long[] distances, int feature, long from, long to) {
        long after = position(feature, to);
        for (int j = 0; j < distances.length; j++) {
            distances[j] = Math.max(distances[j], contribution(j, feature, after));
        }
    }

    @Override
    public DetectorModel.Metric metric() {
        return DetectorModel.Metric.LARGEST;
    }
}
