package io.finelame.bpf.finelame;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * A trained model in the detector's fixed point; {@code struct model} in finelame.h, and scoring.h for what its numbers
 * mean. Features are those of {@link Feature}, in its order; one that is not part of the model has weight or std 0.
 */
public sealed interface DetectorModel {
    /** The most clusters that the detector keeps distances to. */
    int MAX_K = 16;

    /** [k] */
    long[] thresholds();

    /** Adds what is its own to a zeroed struct model. */
    void write(MemorySegment target, StructLayout layout);

    /** How what each feature adds makes one distance. */
    enum Metric {
        /** {@code SCORING_L1} */
        SUM(0),
        /** {@code SCORING_LINF} */
        LARGEST(2);

        private final int code;

        Metric(int code) {
            this.code = code;
        }
    }

    /**
     * @param centroids [k][features] in the features' own units or, with offsets, logarithms
     * @param weights [features] u32, {@code shifts} [features]
     * @param offsets [features] added to values before their logarithm is taken; empty if they count as they are
     */
    record Centroids(Metric metric, long[] thresholds, long[][] centroids, long[] weights, int[] shifts,
            long[] offsets) implements DetectorModel {
        @Override
        public void write(MemorySegment target, StructLayout layout) {
            target.set(JAVA_INT, layout.field("scoring").offset(), metric.code);
            target.set(JAVA_INT, layout.field("logarithmic").offset(), offsets.length == 0 ? 0 : 1);
            longs(target, layout.field("offsets").offset(), offsets);
            for (int j = 0; j < centroids.length; j++) {
                longs(target, layout.field("centroids").offset() + j * Long.BYTES * Feature.values().length,
                        centroids[j]);
            }
            for (int f = 0; f < weights.length; f++) {
                target.set(JAVA_INT, layout.field("weights").offset() + 4L * f, (int) weights[f]);
                target.set(JAVA_INT, layout.field("shifts").offset() + 4L * f, shifts[f]);
            }
        }
    }

    /** {@link Metric#SUM} of values as they are. */
    static DetectorModel l1(long[] thresholds, long[][] centroids, long[] weights, int[] shifts) {
        return new Centroids(Metric.SUM, thresholds, centroids, weights, shifts, new long[0]);
    }

    /**
     * @param centroidL1s [k]
     * @param stds [features]
     */
    record Finelame(long[] thresholds, long[] centroidL1s, long centroidOffset, long multiplier, long[] stds)
            implements
                DetectorModel {
        @Override
        public void write(MemorySegment target, StructLayout layout) {
            target.set(JAVA_INT, layout.field("scoring").offset(), 1);
            longs(target, layout.field("centroid_l1s").offset(), centroidL1s);
            target.set(JAVA_LONG, layout.field("centroid_offset").offset(), centroidOffset);
            target.set(JAVA_LONG, layout.field("multiplier").offset(), multiplier);
            longs(target, layout.field("stds").offset(), stds);
        }
    }

    private static void longs(MemorySegment target, long offset, long[] values) {
        MemorySegment.copy(values, 0, target, JAVA_LONG, offset, values.length);
    }

    /** @param generation above 0, and different from that of the model before */
    default void writeTo(MemorySegment target, StructLayout layout, int generation) {
        target.fill((byte) 0);
        target.set(JAVA_INT, layout.field("generation").offset(), generation);
        target.set(JAVA_INT, layout.field("k").offset(), thresholds().length);
        longs(target, layout.field("thresholds").offset(), thresholds());
        write(target, layout);
    }
}
