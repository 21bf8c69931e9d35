package io.finelame.replay.requests;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A column of 64-bit numbers. Thread-safe as long as nobody writes. */
public final class LongColumn {
    private static final int CHUNK_BITS = 20;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int SMALLEST = 1 << 10;

    private final ColumnSpace space;
    private MemorySegment[] chunks = new MemorySegment[1];
    /** Of the chunks that are in the heap, their arrays: much faster as long as code isn't optimized. */
    private long[][] arrays = new long[1][];
    private int capacity;
    private int size;

    LongColumn(ColumnSpace space) {
        this.space = space;
    }

    public static LongColumn of(long... values) {
        LongColumn column = new LongColumn(new ColumnSpace(Long.MAX_VALUE));
        for (long value : values) {
            column.add(value);
        }
        return column;
    }

    /** A column of zeros, to be set in any order. */
    public static LongColumn ofSize(int size, ColumnSpace space) {
        LongColumn column = new LongColumn(space);
        while (column.capacity < size) {
            column.grow(size);
        }
        column.size = size;
        return column;
    }

    public long get(int index) {
        long[] array = arrays[index >>> CHUNK_BITS];
        return array != null
                ? array[index & CHUNK - 1]
                : chunks[index >>> CHUNK_BITS].getAtIndex(ValueLayout.JAVA_LONG, index & CHUNK - 1);
    }

    public void set(int index, long value) {
        long[] array = arrays[index >>> CHUNK_BITS];
        if (array != null) {
            array[index & CHUNK - 1] = value;
        } else {
            chunks[index >>> CHUNK_BITS].setAtIndex(ValueLayout.JAVA_LONG, index & CHUNK - 1, value);
        }
    }

    public void add(long value) {
        if (size == capacity) {
            grow(size + 1);
        }
        set(size++, value);
    }

    /** The first chunk doubles, so that small tables stay small; the others come whole. */
    private void grow(int wanted) {
        if (capacity < CHUNK) {
            int larger = Math.clamp(Math.max(2L * capacity, wanted), SMALLEST, CHUNK);
            MemorySegment first = space.allocate(larger);
            if (capacity > 0) {
                MemorySegment.copy(chunks[0], 0, first, 0, chunks[0].byteSize());
                space.release(chunks[0]);
            }
            put(0, first);
            capacity = larger;
            return;
        }
        int count = capacity >>> CHUNK_BITS;
        chunks = Arrays.copyOf(chunks, Math.max(chunks.length, count + 1));
        arrays = Arrays.copyOf(arrays, chunks.length);
        put(count, space.allocate(CHUNK));
        capacity = Math.addExact(capacity, CHUNK);
    }

    private void put(int number, MemorySegment chunk) {
        chunks[number] = chunk;
        arrays[number] = chunk.heapBase().map(long[].class::cast).orElse(null);
    }

    public LongStream stream() {
        return IntStream.range(0, size).mapToLong(this::get);
    }

    public int size() {
        return size;
    }

    /** @return [places] the values at these places */
    LongColumn at(LongColumn places) {
        LongColumn chosen = ofSize(places.size, space);
        for (int i = 0; i < places.size; i++) {
            chosen.set(i, get((int) places.get(i)));
        }
        return chosen;
    }

    /** Moves each value to another place. @return [size] with the value of index i at places.get(i); this one is freed */
    LongColumn scattered(LongColumn places) {
        LongColumn moved = ofSize(size, space);
        for (int i = 0; i < size; i++) {
            moved.set((int) places.get(i), get(i));
        }
        free();
        return moved;
    }

    void free() {
        for (MemorySegment chunk : chunks) {
            if (chunk != null) {
                space.release(chunk);
            }
        }
        chunks = new MemorySegment[1];
        arrays = new long[1][];
        capacity = 0;
        size = 0;
    }
}
