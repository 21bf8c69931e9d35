package io.finelame.bpf.finelame;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * What a program did to map or charge; {@code struct trace} in finelame.h.
 *
 * @param ts CLOCK_MONOTONIC ns
 * @param requestId the request that the thread works for now, or that was charged; 0: none
 * @param number see {@link Kind}
 * @param value see {@link Kind}
 * @param total see {@link Kind}
 * @param thread the running one, in the initial pid namespace
 */
public record Trace(long ts, long requestId, Kind kind, long number, long value, long total, int thread) {
    /** {@code enum trace_kind} */
    public enum Kind {
        /** A request mapper ran: the number is its cookie, the value its argument. */
        MAPPER,
        /** Automatic mapping: the number is that of a {@link Reason}, the value the thread. */
        MAPPED,
        /** Automatic mapping: the thread waits for work. */
        UNMAPPED,
        /** A counter was updated: the number is that of a {@link Feature}, the value what was added, the total its value then. */
        UPDATE;

        /** Its number in C. */
        int number() {
            return ordinal() + 1;
        }
    }

    /** {@code enum trace_reason} */
    public enum Reason {
        /** The thread received the request's bytes. */
        RECEIVED,
        /** It sent to the request's connection. */
        SENT,
        /** Its event loop turned to the next request that it had received. */
        QUEUED,
        /** A thread that works for it woke it up, or started it. */
        HANDED_OVER,
        /** It went on without a system call, and this request is not answered. */
        TAKEN_UP,
        /** It runs a goroutine that works for the request. */
        GOROUTINE;

        /** Its number in C. */
        int number() {
            return ordinal() + 1;
        }
    }

    static Trace of(MemorySegment value, StructLayout layout) {
        return new Trace(number(value, layout, "ts"), number(value, layout, "req_id"),
                Kind.values()[value.get(JAVA_INT, layout.field("kind").offset()) - 1], number(value, layout, "number"),
                number(value, layout, "value"), number(value, layout, "total"),
                value.get(JAVA_INT, layout.field("tid").offset()));
    }

    private static long number(MemorySegment value, StructLayout layout, String field) {
        return value.get(JAVA_LONG, layout.field(field).offset());
    }

    /** Of {@link Kind#MAPPED}. */
    public Reason reason() {
        return Reason.values()[(int) number - 1];
    }

    /** Of {@link Kind#UPDATE}. */
    public Feature feature() {
        return Feature.values()[(int) number];
    }
}
