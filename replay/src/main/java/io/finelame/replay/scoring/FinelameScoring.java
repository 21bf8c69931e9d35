package io.finelame.replay.scoring;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.Feature;
import java.util.List;

/**
 * finelame: FineLame's signed sums of normalised features, bit for bit where docs/scoring.md says so. From snapshots, an
 * update is the difference between two of them, so that rounding may differ from the kernel's, which divides each update by
 * itself.
 *
 * @param multiplier of a value
 * @param stds [features] multiplied as the values are not, never 0
 * @param idleFeature index of REQ_IDLE_TIME, or -1
 * @param centroidL1s [k] sums of the standardised centroids, {@code centroidOffset} of mean over std
 * @param thresholds [k]; a cluster with 0 is passed over
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FinelameScoring(long multiplier, long[] stds, int idleFeature, long[] centroidL1s, long centroidOffset,
        long[] thresholds) implements Scoring {
    static final long LONG_IDLE_TIME = 1_000_000_000L;
    static final long LONG_IDLE_DISTANCE = 1_000_000_000_000_000L;
    private static final long FURTHEST = 1L << 62;

    FinelameScoring with(long[] others) {
        return new FinelameScoring(multiplier, stds, idleFeature, centroidL1s, centroidOffset, others);
    }

    /**
     * Up to which value of each feature a cluster accepts a request whose other features are those of the centroid.
     *
     * @param centroid [features] in the features' own units, {@code spread} [features] as well
     */
    public double[] accepted(int cluster, double[] centroid, double[] spread, long unit) {
        double[] accepted = new double[centroid.length];
        for (int f = 0; f < accepted.length; f++) {
            accepted[f] = Math.max(0, Math.floor(centroid[f] + (double) thresholds[cluster] / unit * spread[f]));
        }
        return accepted;
    }

    /** FineLame's normalize_datapoint(), which truncates toward zero. */
    public long normalized(int feature, long delta) {
        if (delta == 0 || stds[feature] == 0) {
            return 0;
        }
        if (feature == idleFeature && Long.compareUnsigned(delta, LONG_IDLE_TIME) > 0) {
            return LONG_IDLE_DISTANCE;
        }
        long scaled = delta * multiplier;
        return scaled < 0
                ? -Long.divideUnsigned(-scaled, stds[feature])
                : Long.divideUnsigned(scaled, stds[feature]);
    }

    @Override
    public long[] start() {
        long[] distances = new long[centroidL1s.length];
        for (int j = 0; j < distances.length; j++) {
            distances[j] = -centroidL1s[j] - centroidOffset;
        }
        return distances;
    }

    @Override
    public void move(long[] distances, int feature, long from, long to) {
        long delta = normalized(feature, to - from);
        for (int j = 0; j < distances.length; j++) {
            distances[j] += delta;
        }
    }

    private int deciding(long[] distances) {
        return deciding(distances, 0);
    }

    /**
     * The cluster that decides once all distances have moved by the same, or -1 if none has a threshold.
     *
     * @param distances [k] before
     */
    public int deciding(long[] distances, long by) {
        long nearest = FURTHEST;
        int cluster = -1;
        for (int j = 0; j < distances.length; j++) {
            // Of all magnitudes only that of the least number is negative: it is as far as can be.
            long magnitude = Math.abs(Math.max(distances[j] + by, -Long.MAX_VALUE));
            boolean nearer = magnitude < nearest & thresholds[j] != 0;
            cluster = nearer ? j : cluster;
            nearest = nearer ? magnitude : nearest;
        }
        return cluster;
    }

    @Override
    public boolean isOutlier(long[] distances) {
        int deciding = deciding(distances);
        return deciding >= 0 && isOutlier(distances[deciding], deciding);
    }

    /** @param distance of the cluster that decides */
    public boolean isOutlier(long distance, int deciding) {
        return distance > 0 && Long.compareUnsigned(distance, thresholds[deciding]) > 0;
    }

    @Override
    public int nearest(long[] distances) {
        return Math.max(0, deciding(distances));
    }

    @Override
    public double excess(long[] distances) {
        int deciding = deciding(distances);
        return deciding < 0 ? 0 : excess(distances[deciding], deciding);
    }

    /** @param distance of the cluster that decides */
    public double excess(long distance, int deciding) {
        return Math.max(0, distance) / (double) thresholds[deciding];
    }

    @Override
    public DetectorModel forDetector(List<Feature> features) {
        long[] wideStds = new long[Feature.values().length];
        for (int f = 0; f < features.size(); f++) {
            wideStds[features.get(f).ordinal()] = stds[f];
        }
        return new DetectorModel.Finelame(thresholds, centroidL1s, centroidOffset, multiplier, wideStds);
    }
}
