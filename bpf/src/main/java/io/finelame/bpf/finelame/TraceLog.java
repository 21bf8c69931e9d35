package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.StructLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** Mappings and updates one by one, through a ring buffer, if {@link LoadOptions.Part#TRACE} is on. One thread only. */
public final class TraceLog implements AutoCloseable {
    private final RingBuffer ring;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment lost;

    TraceLog(BpfObject object, Consumer<Trace> consumer) throws BpfException {
        StructLayout layout = object.struct("trace");
        this.lost = object.map(".data.traces").shared(arena);
        this.ring = new RingBuffer(object.map("traces"), value -> consumer.accept(Trace.of(value, layout)));
    }

    /** Hands what has come to the consumer. */
    public void drain() throws BpfException {
        ring.poll(0);
    }

    /** Traces that found no room since the programs were loaded. */
    public long lost() {
        return lost.get(JAVA_LONG, 0);
    }

    @Override
    public void close() {
        ring.close();
        arena.close();
    }
}
