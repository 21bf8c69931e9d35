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
    private final int number;
    private final int full;
    private final int walk;
    private final int next;
    private final int listed;
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
        number = layout.field("number").offset();
        full = layout.field("full").offset();
        walk = layout.field("walk").offset();
        next = layout.field("next").offset();
        listed = layout.field("listed").offset();
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

    /** Whether a datapoint has changed since this was asked last: to be asked before reading. */
    public boolean haveChanged() {
        return (int) FLAG.getAndSet(anyChanged, 0L, 0) != 0;
    }

    /** Whether a datapoint may have changed, without clearing the sign of it. */
    public boolean mayHaveChanged() {
        return anyChanged.get(JAVA_INT, 0) != 0 || peersWait.get(JAVA_INT, 0) != 0;
    }

    /** Whether a request's peer was silent when the map was walked last: its wait changes as time passes. */
    public boolean peersWait() {
        return peersWait.get(JAVA_INT, 0) != 0;
    }

    /** Which datapoints are read. */
    public enum Extent {
        /** Those that are listed as changed: nearly all, in a time that doesn't depend on the map's size. */
        LISTED,
        /** All that have changed, be it because time has passed; and all requests that are over are taken out. */
        CHANGED,
        /** Those that have not changed, too. */
        ALL
    }

    /**
     * Reads as many as there is room for.
     *
     * @param now CLOCK_MONOTONIC, ns
     * @param idleNs an answered request that nothing has happened to for longer is over
     * @param reads the number of this reading, from 1 on: a datapoint is read once for it
     * @return whether that was all; otherwise it is to be called again with the same number
     */
    public boolean read(long now, long idleNs, int reads, Extent extent) throws BpfException {
        reading.set(JAVA_LONG, ts, now);
        reading.set(JAVA_LONG, idle, idleNs);
        reading.set(JAVA_INT, number, reads);
        reading.set(JAVA_INT, full, extent == Extent.ALL ? 1 : 0);
        reading.set(JAVA_INT, walk, extent == Extent.LISTED ? 0 : 1);
        program.testRun(nothing);
        boolean ended = reading.get(JAVA_INT, walk) != 0
                || reading.get(JAVA_INT, next) >= reading.get(JAVA_INT, listed);
        return changed() < room && over() < room && ended;
    }

    /** Datapoints that were read. */
    public int changed() {
        return reading.get(JAVA_INT, changed);
    }

    /** Requests that were taken out of the map. */
    public int over() {
        return reading.get(JAVA_INT, over);
    }

    /** Requests that are in the map, once all were read; those that were taken out by other means until it is walked. */
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
