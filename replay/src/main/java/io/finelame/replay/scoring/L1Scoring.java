package io.finelame.replay.scoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.finelame.DetectorModel;

/** l1: the sum of what each feature adds. It telescopes: how a request's use is split into updates doesn't matter. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record L1Scoring(long[][] centroids, long[] weights, int[] shifts, long[] thresholds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) long[] offsets) implements CentroidScoring {
    /** Values count as they are. */
    public L1Scoring(long[][] centroids, long[] weights, int[] shifts, long[] thresholds) {
        this(centroids, weights, shifts, thresholds, new long[0]);
    }

    @Override
    public L1Scoring with(long[][] otherCentroids, long[] otherThresholds) {
        return new L1Scoring(otherCentroids, weights, shifts, otherThresholds, offsets);
    }

    @Override
    public void move(long[] distances, int feature, long from, long to) {
        long before = position(feature, from);
        long after = position(feature, to);
        for (int j = 0; j < distances.length; j++) {
            distances[j] += contribution(j, feature, after) - contribution(j, feature, before);
        }
    }

    @Override
    public DetectorModel.Metric metric() {
        return DetectorModel.Metric.SUM;
    }
}
