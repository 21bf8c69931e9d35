package io.finelame.bpf;

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

    /**
     * @param centroids [k][features] in the features' own units
     * @param weights [features] u32, {@code shifts} [features]
     */
    record L1(long[] thresholds, long[][] centroids, long[] weights, int[] shifts) implements DetectorModel {
        @Override
        public void write(MemorySegment target, StructLayout layout) {
            target.set(JAVA_INT, layout.field("scoring").offset(), 0);
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
