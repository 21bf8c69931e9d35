package io.finelame.bpf.finelame;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Options that are fixed before the programs are loaded; {@code struct options} in finelame.h.
 *
 * @param maxRequests how many requests the maps hold at once
 * @param eventBytes what the ring buffer of events holds: a power of two, at least a page
 * @param consensus how many of the last models have to flag a request, 1 to {@link #MAX_CONSENSUS}
 * @param parts what the programs do beyond what costs nothing
 */
public record LoadOptions(int maxRequests, int eventBytes, int consensus, Set<Part> parts) {
    /** {@code MAX_CONSENSUS} in finelame.h */
    public static final int MAX_CONSENSUS = 8;
    private static final int MOST_SOCKETS = 1 << 16;
    private static final int MOST_SHARES = 1 << 16;
    private static final int MOST_PREALLOCATED = 1 << 17;
    private static final int FEWEST_READ = 64;
    private static final int MOST_READ = 1 << 16;
    private static final int READS = 16;
    private static final int SMALLEST_RING = 4096;
    /** 2,000 samples of 2 KB: those of 100 ms on 200 CPUs. */
    private static final int STACK_RING = 1 << 22;
    /** 250,000 traces. */
    private static final int TRACE_RING = 1 << 24;
    /** A request may have several, and all that ever were stay until their place is needed. */
    private static final int FEWEST_OBJECTS = 1 << 17;

    /** A field of {@code struct options} that is on or off. */
    public enum Part {
        /** Maps the threads of the {@link Targets} without request mappers. */
        AUTOMATIC,
        /** Counts what threads wait: REQ_OFFCPU and REQ_FUTEX_WAIT. */
        WAITS,
        /** Counts page faults: REQ_PGFLT. */
        PAGE_FAULTS,
        /** Counts what requests wait for their peers, with automatic mapping: REQ_PEER_WAIT. */
        PEER_WAITS,
        /** Counts how old requests are: REQ_AGE. */
        AGES,
        /** Request mappers count only in those of the {@link Targets} that were chosen. */
        CHOSEN,
        /** Samples the stacks of threads that work for requests: {@link FinelameObject#stacks}. */
        STACKS,
        /** Reports mappings and updates one by one: {@link FinelameObject#traces}. */
        TRACE;

        private String field() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LoadOptions {
        parts = Set.copyOf(parts);
    }

    /** Without an event log and any {@link Part}. */
    public static LoadOptions of(int maxRequests) {
        return new LoadOptions(maxRequests, SMALLEST_RING, 1, Set.of());
    }

    /** Small, and with all that a program may do: what the verifier takes no exception to then works with less. */
    static LoadOptions ofTrial() {
        return new LoadOptions(1, SMALLEST_RING, MAX_CONSENSUS, EnumSet.allOf(Part.class));
    }

    /** With these, too. */
    public LoadOptions with(Set<Part> others) {
        Set<Part> more = EnumSet.noneOf(Part.class);
        more.addAll(parts);
        more.addAll(others);
        return new LoadOptions(maxRequests, eventBytes, consensus, more);
    }

    public LoadOptions withEvents(int bytes) {
        return new LoadOptions(maxRequests, bytes, consensus, parts);
    }

    public LoadOptions withConsensus(int models) {
        return new LoadOptions(maxRequests, eventBytes, models, parts);
    }

    /** Objects of the server that stand for a request, all requests together. */
    int maxObjects() {
        return Math.max(maxRequests, FEWEST_OBJECTS);
    }

    /** Whether the kernel has memory for all requests ready, which is faster: about 300 bytes for each. */
    boolean arePreallocated() {
        return maxRequests <= MOST_PREALLOCATED;
    }

    /** Datapoints that are read at once: more take another system call. */
    int maxRead() {
        return Math.clamp(maxRequests / READS, FEWEST_READ, MOST_READ);
    }

    /** What the ring buffer of traces holds. */
    int traceBytes() {
        return parts.contains(Part.TRACE) ? TRACE_RING : SMALLEST_RING;
    }

    /** What the ring buffer of stacks holds. */
    int stackBytes() {
        return parts.contains(Part.STACKS) ? STACK_RING : SMALLEST_RING;
    }

    /** Processes of requests that several work for, without the first of each. */
    int maxShares() {
        return Math.min(maxRequests, MOST_SHARES);
    }

    /** Sockets that kprobes distinguish, if they have to. */
    static int maxSockets(boolean byAddress) {
        return byAddress ? MOST_SOCKETS : 1;
    }

    /** @param byAddress whether kprobes serve, to which a socket is an address */
    void writeTo(MemorySegment value, StructLayout layout, boolean byAddress) {
        value.set(JAVA_INT, layout.field("by_address").offset(), byAddress ? 1 : 0);
        value.set(JAVA_INT, layout.field("consensus").offset(), consensus);
        for (Part part : Part.values()) {
            boolean works = part != Part.PEER_WAITS || parts.contains(Part.AUTOMATIC);
            value.set(JAVA_INT, layout.field(part.field()).offset(), works && parts.contains(part) ? 1 : 0);
        }
    }
}
