package io.finelame.replay;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.DetectorModel;
import io.finelame.bpf.Feature;
import java.util.List;

/**
 * l1: the part of the L1 distance that no completion can undo. Counters never go down, so only what a request used beyond
 * the centroid counts; the two-sided distance would flag every request at birth.
 *
 * @param centroids [k][features] in the features' own units
 * @param weights [features] u32, {@code shifts} [features]: {@code weight / 2^shift} is {@link #UNIT} per standard deviation
 * @param thresholds [k]
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record L1Scoring(long[][] centroids, long[] weights, int[] shifts, long[] thresholds) implements Scoring {
    /** A distance of one standard deviation. */
    static final long UNIT = 1 << 16;
    /** One feature adds at most this much to a distance, so that no sum overflows. */
    static final long LARGEST_CONTRIBUTION = 1L << 40;
    private static final int UNIT_BITS = 16;

    /** The shift that puts the weight of a std into [2^31, 2^32); std must be positive. */
    static int shiftOf(double std) {
        return Math.max(0, 31 - UNIT_BITS + Math.getExponent(std) + (isPowerOfTwo(std) ? 0 : 1));
    }

    private static boolean isPowerOfTwo(double value) {
        return Math.scalb(1.0, Math.getExponent(value)) == value;
    }

    static long weightOf(double std) {
        return Math.min(0xffffffffL, Math.round(Math.scalb(1 / std, UNIT_BITS + shiftOf(std))));
    }

    /** excess * weight / 2^shift, saturated, from a product of 96 bits. */
    static long weighted(long excess, long weight, int shift) {
        long lower = (excess & 0xffffffffL) * weight;
        long high = (excess >>> 32) * weight + (lower >>> 32);
        long low = lower & 0xffffffffL;
        long result;
        if (shift >= 32) {
            result = shift < 96 ? high >>> (shift - 32) : 0;
        } else {
            if (8 + shift < 64 && high >>> (8 + shift) != 0) {
                return LARGEST_CONTRIBUTION;
            }
            result = high << (32 - shift) | low >>> shift;
        }
        return Long.compareUnsigned(result, LARGEST_CONTRIBUTION) < 0 ? result : LARGEST_CONTRIBUTION;
    }

    private long contribution(int cluster, int feature, long value) {
        long centroid = centroids[cluster][feature];
        return Long.compareUnsigned(value, centroid) <= 0
                ? 0
                : weighted(value - centroid, weights[feature], shifts[feature]);
    }

    @Override
    public long[] start() {
        return new long[centroids.length];
    }

    @Override
    public void move(long[] distances, int feature, long from, long to) {
        for (int j = 0; j < distances.length; j++) {
            distances[j] += contribution(j, feature, to) - contribution(j, feature, from);
        }
    }

    @Override
    public boolean isOutlier(long[] distances) {
        for (int j = 0; j < distances.length; j++) {
            if (Long.compareUnsigned(distances[j], thresholds[j]) <= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int nearest(long[] distances) {
        int nearest = 0;
        for (int j = 1; j < distances.length; j++) {
            if (ratio(distances, j) < ratio(distances, nearest)) {
                nearest = j;
            }
        }
        return nearest;
    }

    private double ratio(long[] distances, int cluster) {
        return (double) distances[cluster] / Math.max(1, thresholds[cluster]);
    }

    @Override
    public double excess(long[] distances) {
        return ratio(distances, nearest(distances));
    }

    @Override
    public DetectorModel forDetector(List<Feature> features) {
        int all = Feature.values().length;
        long[][] wideCentroids = new long[centroids.length][all];
        long[] wideWeights = new long[all];
        int[] wideShifts = new int[all];
        for (int f = 0; f < features.size(); f++) {
            int place = features.get(f).ordinal();
            wideWeights[place] = weights[f];
            wideShifts[place] = shifts[f];
            for (int j = 0; j < centroids.length; j++) {
                wideCentroids[j][place] = centroids[j][f];
            }
        }
        return new DetectorModel.L1(thresholds, wideCentroids, wideWeights, wideShifts);
    }
}
