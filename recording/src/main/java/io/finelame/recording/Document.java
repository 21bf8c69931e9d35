package io.finelame.recording;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** One whole, checksummed document of a recording. Its memory is valid until the reader moves on. */
public sealed interface Document {
    /** Its place in the recording: consecutive from 0. */
    long sequence();

    /** The first of the recording that is whole; the others repeat it. */
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
     * @param keys [entries], request ids of 8 bytes
     * @param values [entries][valueSize]
     */
    record Snapshot(long sequence, long snapshot, long monotonicNs, long realtimeNs, int part, int parts, boolean full,
            long inMap, long[] losses, int entries, Words keys, Words values, int valueSize)
            implements
                Document {
        public long requestId(int entry) {
            return keys.read((long) RecordingFormat.KEY * entry, Long.BYTES);
        }

        public long read(int entry, Layout.Field field) {
            return field.read(values, valueAt(entry));
        }

        /** 8 bytes of an entry's value. */
        public long readLong(int entry, int offset) {
            return values.read(valueAt(entry) + offset, Long.BYTES);
        }

        private long valueAt(int entry) {
            return (long) valueSize * entry;
        }

        /** The whole value of an entry, as the kernel returned it. */
        public MemorySegment value(int entry) {
            return values.bytes().asSlice(valueAt(entry), valueSize);
        }
    }

    /**
     * Counter updates in the order in which the ring buffer gave them ({@code --fidelity events}).
     *
     * @param monotonicNs when they were taken out of it, CLOCK_MONOTONIC ns
     * @param lost [CPUs] updates that found no room in it, since recording began
     * @param events [count][size]
     */
    record Events(long sequence, long monotonicNs, long[] lost, int count, int size, Words events)
            implements
                Document {
        public long read(int event, Layout.Field field) {
            return field.read(events, (long) size * event);
        }
    }

    /**
     * What the kernel's detector thought of requests when they left the map, or recording ended.
     *
     * @param values [count][size]
     */
    record Scores(long sequence, long monotonicNs, int count, int size, MemorySegment keys, MemorySegment values)
            implements
                Document {
        public long requestId(int entry) {
            return keys.get(RecordingFormat.LONG, (long) RecordingFormat.KEY * entry);
        }

        public long read(int entry, Layout.Field field) {
            return field.read(values, (long) size * entry);
        }

        /** An array of s64. */
        public long[] readArray(int entry, Layout.Field field) {
            return values.asSlice((long) size * entry + field.offset(), field.size()).toArray(RecordingFormat.LONG);
        }
    }

    /**
     * A model that was handed to the kernel.
     *
     * @param generation which the kernel's scores name it by
     * @param model model.json
     */
    record Deployment(long sequence, long monotonicNs, int generation, String model) implements Document {}

    /**
     * How much of the server's CPU time was charged to requests, since recording began.
     *
     * @param monotonicNs CLOCK_MONOTONIC ns
     * @param usedNs by all processes to record
     * @param chargedNs to requests
     */
    record CpuTime(long sequence, long monotonicNs, long usedNs, long chargedNs) implements Document {}

    /** What processes run that were charged for a request, and were not named before, or run another program now. */
    record Processes(long sequence, List<ProcessName> processes) implements Document {}

    /**
     * What a request's processes used of its CPU time, without the first of them, which used the rest. As counters of a
     * datapoint, they grow, and begin anew if the request left the map and came back.
     *
     * @param monotonicNs CLOCK_MONOTONIC ns
     * @param shares [count][size]
     */
    record Shares(long sequence, long monotonicNs, int count, int size, MemorySegment shares) implements Document {
        public long requestId(int entry) {
            return ShareDocument.request(shares, (long) size * entry);
        }

        /** Its thread group's id in the initial pid namespace. */
        public int process(int entry) {
            return ShareDocument.process(shares, (long) size * entry);
        }

        public long cputimeNs(int entry) {
            return ShareDocument.cputimeNs(shares, (long) size * entry);
        }
    }

    /**
     * Functions, and stacks of them, by numbers that {@link StackSamples} and later stacks name. A function that comes again is known
     * better now.
     */
    record Stacks(long sequence, List<StackDocument.NumberedFrame> frames, List<StackDocument.NumberedStack> stacks)
            implements
                Document {}

    /**
     * Stacks of threads that used CPU time.
     *
     * @param monotonicNs when they were written, CLOCK_MONOTONIC ns
     * @param periodNs CPU time that a sample of the timer stands for
     * @param samples [count][size]
     */
    record StackSamples(long sequence, long monotonicNs, long periodNs, int count, int size, MemorySegment samples)
            implements
                Document {
        public StackSample sample(int entry) {
            return StackDocument.sample(samples, (long) size * entry);
        }
    }

    /** The recorder stopped normally. */
    record End(long sequence, RecordingEnd end) implements Document {}
}
