package io.finelame.record;

import java.lang.foreign.MemorySegment;

/** One whole, checksummed document of a recording. Its memory is valid until the reader moves on. */
public sealed interface Document {
    /** Its place in the recording: consecutive from 0. */
    long sequence();

    record Header(long sequence, RecordingHeader header) implements Document {}

    /**
     * The datapoints that changed since they were last written, or all of them where {@code full}. A snapshot too large
     * for one document is split; its parts share {@code snapshot} and come one after another.
     *
     * @param snapshot consecutive from 0
     * @param monotonicNs when the map was read, CLOCK_MONOTONIC ns
     * @param part from 0 to {@code parts - 1}
     * @param inMap entries in the map at that instant
     * @param losses since recording began, by {@link Loss#ordinal}
     * @param values [entries][valueSize]
     */
    record Snapshot(long sequence, long snapshot, long monotonicNs, long realtimeNs, int part, int parts, boolean full,
            long inMap, long[] losses, int entries, MemorySegment keys, MemorySegment values, int valueSize)
            implements
                Document {
        public long requestId(int entry) {
            return keys.get(RecordingFormat.LONG, (long) RecordingFormat.KEY * entry);
        }

        public long read(int entry, DatapointLayout.Field field) {
            return field.read(values, (long) valueSize * entry);
        }

        /** The whole value of an entry, as the kernel returned it. */
        public MemorySegment value(int entry) {
            return values.asSlice((long) valueSize * entry, valueSize);
        }
    }

    /** Counter updates in the order in which the ring buffer gave them ({@code --fidelity events}). */
    record Events(long sequence, MemorySegment events, int count) implements Document {}

    /** The recorder stopped in good order. */
    record End(long sequence, RecordingEnd end) implements Document {}
}
