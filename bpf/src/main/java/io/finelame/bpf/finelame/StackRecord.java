package io.finelame.bpf.finelame;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** A stack, or for which request stacks were sampled; {@code struct stack_record} in finelame.h. */
public sealed interface StackRecord {
    /** {@code enum stack_record_kind} */
    enum Kind {
        AT_TICK,
        AT_DETECTION,
        REQUEST_FOUND,
        BATCH_MOVED;

        /** Its number in C. */
        int number() {
            return ordinal() + 1;
        }
    }

    /**
     * @param ts CLOCK_MONOTONIC ns
     * @param requestId 0: none, or not known yet
     * @param batch of samples whose request is not known yet; 0: it is, or there is none
     * @param process its thread group's id in the initial pid namespace
     * @param thread its id in the initial pid namespace
     * @param atDetection whether it was taken because its request was detected, and not by the timer
     * @param user addresses, the running instruction first, then return addresses; empty if they can't be read
     * @param kernel the same, of the kernel; empty in user mode
     */
    record Sample(long ts, long requestId, int batch, int process, int thread, boolean atDetection, long[] user,
            long[] kernel) implements StackRecord {}

    /** @param requestId the request that the samples of the batch belong to; 0: they belong to none */
    record RequestFound(int batch, long requestId) implements StackRecord {}

    /** @param toBatch the batch that its samples now belong to */
    record BatchMoved(int batch, int toBatch) implements StackRecord {}

    /** @param sample the layout of {@code struct stack_sample}, {@code record} that of {@code struct stack_record} */
    static StackRecord of(MemorySegment value, StructLayout sample, StructLayout record) {
        int kind = value.get(JAVA_INT, record.field("kind").offset());
        int batch = value.get(JAVA_INT, record.field("batch").offset());
        long request = value.get(JAVA_LONG, record.field("req_id").offset());
        return switch (Kind.values()[kind - 1]) {
            case REQUEST_FOUND -> new RequestFound(batch, request);
            case BATCH_MOVED -> new BatchMoved(batch, value.get(JAVA_INT, record.field("to_batch").offset()));
            case AT_TICK, AT_DETECTION -> new Sample(value.get(JAVA_LONG, record.field("ts").offset()), request, batch,
                    value.get(JAVA_INT, record.field("tgid").offset()),
                    value.get(JAVA_INT, record.field("tid").offset()), kind == Kind.AT_DETECTION.number(),
                    addresses(value, sample, "user"), addresses(value, sample, "kernel"));
        };
    }

    private static long[] addresses(MemorySegment value, StructLayout sample, String which) {
        int bytes = value.get(JAVA_INT, sample.field(which + "_bytes").offset());
        return value.asSlice(sample.field(which).offset(), Math.max(bytes, 0)).toArray(JAVA_LONG);
    }
}
