package io.finelame.recording;

import io.finelame.recording.RecordingFormat.Type;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.LONG;

/**
 * Encodes and decodes the two documents about stacks. That of functions and stacks is JSON; that of samples is CLOCK_MONOTONIC ns, a
 * count, a size (bytes of a sample) and the period of sampling (ns), then the samples.
 */
public final class StackDocument {
    /** Frames and stacks of a recording are numbered from 0 to below this. */
    public static final int MOST = 1 << 20;
    private static final int PERIOD_AT = 16;
    private static final int SAMPLES_AT = 24;
    private static final int TS_AT = 0;
    private static final int REQUEST_AT = 8;
    private static final int STACK_AT = 16;
    private static final int PROCESS_AT = 20;
    private static final int THREAD_AT = 24;
    private static final int DETECTION_AT = 28;
    private static final int SAMPLE = 32;
    private static final int MOST_FRAMES = 1_000;
    private static final int LONGEST_NAME = 4_096;

    /** @param id the frame's number */
    public record NumberedFrame(int id, String function, String module,
            StackFrame.Kind kind) {
        public static NumberedFrame of(int id, StackFrame frame) {
            return new NumberedFrame(id, frame.function(), frame.module(), frame.kind());
        }

        StackFrame frame() {
            return new StackFrame(function, module, kind);
        }
    }

    /**
     * @param id the stack's number
     * @param frames numbers of its frames, the outermost function first
     */
    public record NumberedStack(int id, int[] frames) {}

    /** The JSON of a document of stacks. */
    private record Names(List<NumberedFrame> frames, List<NumberedStack> stacks) {}

    private StackDocument() {}

    public static void write(RecordingWriter writer, List<NumberedFrame> frames, List<NumberedStack> stacks)
            throws IOException {
        writer.write(Type.STACKS, RecordingFormat.JSON.writeValueAsBytes(new Names(frames, stacks)));
    }

    public static void writeSamples(RecordingWriter writer, long monotonicNs, long periodNs, List<StackSample> samples)
            throws IOException {
        int most = RecordingFormat.LARGEST_PAYLOAD / SAMPLE;
        for (int from = 0; from < samples.size(); from += most) {
            List<StackSample> part = samples.subList(from, Math.min(samples.size(), from + most));
            writer.write(Type.STACK_SAMPLES, SAMPLES_AT + (long) SAMPLE * part.size(), payload -> {
                payload.set(LONG, RecordingFormat.WHEN_AT, monotonicNs);
                payload.set(INT, RecordingFormat.COUNT_AT, part.size());
                payload.set(INT, RecordingFormat.SIZE_AT, SAMPLE);
                payload.set(LONG, PERIOD_AT, periodNs);
                for (int i = 0; i < part.size(); i++) {
                    put(payload.asSlice(SAMPLES_AT + (long) SAMPLE * i, SAMPLE), part.get(i));
                }
            });
        }
    }

    private static void put(MemorySegment entry, StackSample sample) {
        entry.set(LONG, TS_AT, sample.ts());
        entry.set(LONG, REQUEST_AT, sample.requestId());
        entry.set(INT, STACK_AT, sample.stack());
        entry.set(INT, PROCESS_AT, sample.process());
        entry.set(INT, THREAD_AT, sample.thread());
        entry.set(INT, DETECTION_AT, sample.atDetection() ? 1 : 0);
    }

    /** @throws IllegalArgumentException if it is not as {@link #write} makes it */
    static Document.Stacks read(long sequence, MemorySegment payload) throws IOException {
        Names names = RecordingFormat.JSON.readValue(payload.toArray(ValueLayout.JAVA_BYTE), Names.class);
        if (names == null || names.frames == null || names.stacks == null) {
            throw new IllegalArgumentException("it names no stacks");
        }
        names.frames.forEach(StackDocument::check);
        names.stacks.forEach(StackDocument::check);
        return new Document.Stacks(sequence, List.copyOf(names.frames), List.copyOf(names.stacks));
    }

    private static void check(NumberedFrame frame) {
        if (frame == null || frame.id < 0 || frame.id >= MOST || frame.function == null || frame.function.isEmpty()
                || frame.module == null || frame.kind == null
                || frame.function.length() + frame.module.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a frame isn't as it should be");
        }
    }

    private static void check(NumberedStack stack) {
        if (stack == null || stack.id < 0 || stack.id >= MOST || stack.frames == null
                || stack.frames.length > MOST_FRAMES) {
            throw new IllegalArgumentException("a stack isn't as it should be");
        }
        for (int frame : stack.frames) {
            if (frame < 0 || frame >= MOST) {
                throw new IllegalArgumentException("a stack isn't as it should be");
            }
        }
    }

    /** @throws IllegalArgumentException if the counts don't fit the length */
    static Document.StackSamples readSamples(long sequence, MemorySegment payload) {
        int count = payload.get(INT, RecordingFormat.COUNT_AT);
        int size = payload.get(INT, RecordingFormat.SIZE_AT);
        if (count < 0 || size < SAMPLE || SAMPLES_AT + (long) count * size != payload.byteSize()) {
            throw new IllegalArgumentException("its counts don't fit its length");
        }
        return new Document.StackSamples(sequence, payload.get(LONG, RecordingFormat.WHEN_AT),
                payload.get(LONG, PERIOD_AT), count, size, payload.asSlice(SAMPLES_AT));
    }

    static StackSample sample(MemorySegment samples, long at) {
        return new StackSample(samples.get(LONG, at + TS_AT), samples.get(LONG, at + REQUEST_AT),
                samples.get(INT, at + STACK_AT), samples.get(INT, at + PROCESS_AT), samples.get(INT, at + THREAD_AT),
                samples.get(INT, at + DETECTION_AT) != 0);
    }
}
