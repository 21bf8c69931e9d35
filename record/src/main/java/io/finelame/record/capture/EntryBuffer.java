package io.finelame.record.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Keys and values of a map on their way to a document; grows as needed. Not thread-safe. */
final class EntryBuffer implements AutoCloseable {
    private static final int FIRST_CAPACITY = 4096;

    private final int valueSize;
    private Arena arena = Arena.ofShared();
    private MemorySegment keys = arena.allocate((long) FIRST_CAPACITY * Long.BYTES, 8);
    private MemorySegment values;
    private int capacity = FIRST_CAPACITY;
    private int count;

    EntryBuffer(int valueSize) {
        this.valueSize = valueSize;
        this.values = arena.allocate((long) capacity * valueSize, 8);
    }

    /** Memory for the next entry's value; {@link #add(long)} appends the entry. */
    MemorySegment next() {
        if (count == capacity) {
            grow();
        }
        return values.asSlice((long) valueSize * count, valueSize);
    }

    void add(long key) {
        keys.set(ValueLayout.JAVA_LONG, (long) Long.BYTES * count, key);
        count++;
    }

    /** Appends so many entries. */
    void addAll(int entries, MemorySegment requests, MemorySegment contents) {
        while (capacity - count < entries) {
            grow();
        }
        MemorySegment.copy(requests, 0, keys, (long) Long.BYTES * count, (long) Long.BYTES * entries);
        MemorySegment.copy(contents, 0, values, (long) valueSize * count, (long) valueSize * entries);
        count += entries;
    }

    private void grow() {
        int doubled = Math.multiplyExact(capacity, 2);
        Arena larger = Arena.ofShared();
        keys = copy(keys, larger.allocate((long) doubled * Long.BYTES, 8));
        values = copy(values, larger.allocate((long) doubled * valueSize, 8));
        arena.close();
        arena = larger;
        capacity = doubled;
    }

    private static MemorySegment copy(MemorySegment from, MemorySegment to) {
        MemorySegment.copy(from, 0, to, 0, from.byteSize());
        return to;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** [count] */
    MemorySegment keys() {
        return keys.asSlice(0, (long) Long.BYTES * count);
    }

    /** [count][value size] */
    MemorySegment values() {
        return values.asSlice(0, (long) valueSize * count);
    }

    @Override
    public void close() {
        arena.close();
    }
}
