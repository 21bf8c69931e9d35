package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.Libbpf;
import io.finelame.bpf.RingBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** Every counter update, through a ring buffer; {@code struct event} in finelame.h. One thread only. */
public final class EventLog implements AutoCloseable {
    private final RingBuffer ring;
    private final BpfMap lost;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(4, 4);
    private final MemorySegment counts;

    EventLog(BpfMap events, BpfMap lost, Consumer<MemorySegment> consumer) throws BpfException {
        this.ring = new RingBuffer(events, consumer);
        this.lost = lost;
        this.counts = arena.allocate((long) Long.BYTES * Libbpf.possibleCpus(), 8);
    }

    /** Hands what has come to the consumer. */
    public void drain() throws BpfException {
        ring.poll(0);
    }

    /** [possible CPUs] updates that found no room since the programs were loaded, by the CPU they came from. */
    public long[] lost() throws BpfException {
        lost.lookup(key, counts);
        return counts.toArray(JAVA_LONG);
    }

    @Override
    public void close() {
        ring.close();
        arena.close();
    }
}
