package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.StructLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Reads the datapoints that have changed, and takes requests that are over out of their map, some thousands by one system
 * call: reading.bpf.h. Not thread-safe.
 */
public final class DatapointReader implements AutoCloseable {
    private static final VarHandle FLAG = JAVA_INT.varHandle();

    private final Arena arena = Arena.ofShared();
    private final BpfProgram program;
    private final int ts;
    private final int idle;
    private final int snapshot;
    private final int full;
    private final int changed;
    private final int over;
    private final int inMap;
    private final MemorySegment reading;
    private final MemorySegment nothing = arena.allocate(JAVA_LONG);
    private final MemorySegment requests;
    private final MemorySegment values;
    private final MemorySegment overRequests;
    private final MemorySegment anyChanged;
    private final MemorySegment peersWait;
    private final int room;

    DatapointReader(LoadedPrograms programs) throws BpfException {
        BpfObject object = programs.object();
        program = programs.program("read_datapoints");
        StructLayout layout = object.struct("reading");
        ts = layout.field("ts").offset();
        idle = layout.field("idle_ns").offset();
        snapshot = layout.field("snapshot").offset();
        full = layout.field("full").offset();
        changed = layout.field("changed").offset();
        over = layout.field("over").offset();
        inMap = layout.field("in_map").offset();
        reading = object.map(".data.reading").shared(arena);
        BpfMap datapoints = object.map("changed_datapoints");
        room = datapoints.maxEntries();
        values = datapoints.shared(arena);
        requests = object.map("changed_requests").shared(arena);
        overRequests = object.map("over_requests").shared(arena);
        anyChanged = object.map(".data.changed").shared(arena);
        peersWait = object.map(".data.peers").shared(arena);
    }

    /** Whether a datapoint has changed since this was asked last, or changes as time passes: to be asked before reading. */
    public boolean isDue() {
        return (int) FLAG.getAndSet(anyChanged, 0L, 0) != 0 || peersWait.get(JAVA_INT, 0) != 0;
    }

    /**
     * Reads as many as there is room for.
     *
     * @param now CLOCK_MONOTONIC, ns
     * @param idleNs an answered request that nothing has happened to for longer is over
     * @param number of the snapshot, from 1 on: a datapoint is read once for it
     * @param all whether those that have not changed are read, too
     * @return whether there was room; otherwise it is to be called again for the same snapshot
     */
    public boolean read(long now, long idleNs, int number, boolean all) throws BpfException {
        reading.set(JAVA_LONG, ts, now);
        reading.set(JAVA_LONG, idle, idleNs);
        reading.set(JAVA_INT, snapshot, number);
        reading.set(JAVA_INT, full, all ? 1 : 0);
        program.testRun(nothing);
        return changed() < room && over() < room;
    }

    /** Datapoints that were read. */
    public int changed() {
        return reading.get(JAVA_INT, changed);
    }

    /** Requests that were taken out of the map. */
    public int over() {
        return reading.get(JAVA_INT, over);
    }

    /** Requests that are in the map, once all were read. */
    public int inMap() {
        return reading.get(JAVA_INT, inMap);
    }

    /** [{@link #changed}]: the requests of {@link #values}, 8 bytes each. */
    public MemorySegment requests() {
        return requests;
    }

    /** [{@link #changed}][value size, rounded up to 8] */
    public MemorySegment values() {
        return values;
    }

    /** @param place below {@link #over} */
    public long over(int place) {
        return overRequests.getAtIndex(JAVA_LONG, place);
    }

    @Override
    public void close() {
        arena.close();
    }
}
