package io.finelame.record.capture;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongIntHashMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The value of each datapoint in the map as it was last written, so that a snapshot holds only what changed. Values are
 * compared whole: a counter may change after the time stamp that goes with it was read. Not thread-safe.
 */
final class WrittenDatapoints implements AutoCloseable {
    private static final int FIRST_CAPACITY = 4096;
    private static final int NONE = -1;

    private final int valueSize;
    private final LongIntHashMap slots = new LongIntHashMap();
    private final IntArrayList free = new IntArrayList();
    private Arena arena = Arena.ofConfined();
    private MemorySegment values;
    private int capacity = FIRST_CAPACITY;
    private int used;

    /** @param valueSize bytes from one value to the next */
    WrittenDatapoints(int valueSize) {
        this.valueSize = valueSize;
        this.values = arena.allocate((long) capacity * valueSize, 8);
    }

    /** Keeps the value that begins at {@code offset}; false if it is what was kept before. */
    boolean keep(long requestId, MemorySegment source, long offset) {
        int slot = slots.getOrDefault(requestId, NONE);
        if (slot != NONE) {
            long at = (long) slot * valueSize;
            if (MemorySegment.mismatch(values, at, at + valueSize, source, offset, offset + valueSize) < 0) {
                return false;
            }
        } else {
            slot = newSlot();
            slots.put(requestId, slot);
        }
        MemorySegment.copy(source, offset, values, (long) slot * valueSize, valueSize);
        return true;
    }

    private int newSlot() {
        if (!free.isEmpty()) {
            return free.removeLast();
        }
        if (used == capacity) {
            grow();
        }
        return used++;
    }

    private void grow() {
        int doubled = Math.multiplyExact(capacity, 2);
        Arena larger = Arena.ofConfined();
        MemorySegment copy = larger.allocate((long) doubled * valueSize, 8);
        MemorySegment.copy(values, 0, copy, 0, values.byteSize());
        arena.close();
        arena = larger;
        values = copy;
        capacity = doubled;
    }

    /** Forgets a request that left the map. */
    void forget(long requestId) {
        int slot = slots.getOrDefault(requestId, NONE);
        if (slot != NONE) {
            slots.remove(requestId);
            free.add(slot);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
