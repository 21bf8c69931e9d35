package io.finelame.replay.scoring;

import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.Feature;
import java.util.List;

/**
 * Distances from centroids of which only what a request used beyond the centroid counts: the part that no completion can undo.
 * Counters never go down; a two-sided distance would flag every request at birth. How the features' parts make one distance is
 * what the scorings differ in.
 */
public sealed interface CentroidScoring extends Scoring permits L1Scoring, LinfScoring {
    /** A distance of one standard deviation, or of what stands for it. */
    long UNIT = 1 << 16;
    /** One feature adds at most this much to a distance, so that no sum overflows. */
    long LARGEST_CONTRIBUTION = 1L << 40;
    int UNIT_BITS = 16;

    /** [k][features] in the features' own units or, with {@link #offsets}, as {@link #logarithm} gives them. */
    long[][] centroids();

    /** [features] u32; {@code weight / 2^shift} is {@link #UNIT} per standard deviation. */
    long[] weights();

    /** [features] */
    int[] shifts();

    /** [k] */
    long[] thresholds();

    /** [features] added to a value before its logarithm is taken; empty if values count as they are. */
    long[] offsets();

    /** The same measure from other centroids. */
    CentroidScoring with(long[][] centroids, long[] thresholds);

    /** The same centroids with other thresholds. */
    default CentroidScoring with(long[] thresholds) {
        return with(centroids(), thresholds);
    }

    /**
     * Up to which value of each feature a cluster accepts a request whose other features stay at or below the centroid.
     *
     * @return [features] in the features' own units
     */
    default double[] accepted(int cluster) {
        double[] accepted = new double[weights().length];
        for (int f = 0; f < accepted.length; f++) {
            long low = 0;
            long high = Long.MAX_VALUE;
            while (low < high) {
                long middle = low + (high - low >>> 1) + 1;
                boolean within = contribution(cluster, f, position(f, middle)) <= thresholds()[cluster];
                low = within ? middle : low;
                high = within ? high : middle - 1;
            }
            accepted[f] = low;
        }
        return accepted;
    }

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

    /**
     * The logarithm to base 2 of an unsigned number, in units of 2^-16, linear between powers of two: at most 0.09 below the
     * true one, and never falling. 0 for 0.
     */
    static long logarithm(long value) {
        if (value == 0) {
            return 0;
        }
        int power = 63 - Long.numberOfLeadingZeros(value);
        long fraction = power >= UNIT_BITS ? value >>> (power - UNIT_BITS) : value << (UNIT_BITS - power);
        return ((long) power << UNIT_BITS) + (fraction & UNIT - 1);
    }

    /** A counter's value on the scale that centroids are on. */
    default long position(int feature, long value) {
        if (offsets().length == 0) {
            return value;
        }
        long sum = value + offsets()[feature];
        return logarithm(Long.compareUnsigned(sum, value) < 0 ? -1 : sum);
    }

    /** What a feature at this {@link #position} adds to the distance from a cluster. */
    default long contribution(int cluster, int feature, long position) {
        long centroid = centroids()[cluster][feature];
        return Long.compareUnsigned(position, centroid) <= 0
                ? 0
                : weighted(position - centroid, weights()[feature], shifts()[feature]);
    }

    @Override
    default long[] start() {
        return new long[centroids().length];
    }

    /** [k] distances of a request that used this much, [features]. */
    default long[] distances(double[] values) {
        long[] reached = start();
        for (int f = 0; f < values.length; f++) {
            move(reached, f, 0, (long) values[f]);
        }
        return reached;
    }

    @Override
    default boolean isOutlier(long[] distances) {
        for (int j = 0; j < distances.length; j++) {
            if (Long.compareUnsigned(distances[j], thresholds()[j]) <= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    default int nearest(long[] distances) {
        int nearest = 0;
        for (int j = 1; j < distances.length; j++) {
            if (ratio(distances, j) < ratio(distances, nearest)) {
                nearest = j;
            }
        }
        return nearest;
    }

    private double ratio(long[] distances, int cluster) {
        return (double) distances[cluster] / Math.max(1, thresholds()[cluster]);
    }

    @Override
    default double excess(long[] distances) {
        return ratio(distances, nearest(distances));
    }

    /** How features' contributions are put together. */
    DetectorModel.Metric metric();

    @Override
    default DetectorModel forDetector(List<Feature> features) {
        int all = Feature.values().length;
        int k = centroids().length;
        long[][] wideCentroids = new long[k][all];
        long[] wideWeights = new long[all];
        int[] wideShifts = new int[all];
        long[] wideOffsets = new long[offsets().length == 0 ? 0 : all];
        for (int f = 0; f < features.size(); f++) {
            int place = features.get(f).ordinal();
            wideWeights[place] = weights()[f];
            wideShifts[place] = shifts()[f];
            if (wideOffsets.length > 0) {
                wideOffsets[place] = offsets()[f];
            }
            for (int j = 0; j < k; j++) {
                wideCentroids[j][place] = centroids()[j][f];
            }
        }
        return new DetectorModel.Centroids(metric(), thresholds(), wideCentroids, wideWeights, wideShifts,
                wideOffsets);
    }
}
