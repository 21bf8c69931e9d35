package io.finelame.replay.requests;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A column of 64-bit numbers, in chunks: one whose numbers are near each other takes 4 bytes for each, any other 8. Thread-safe as
 * long as nobody writes.
 */
public final class LongColumn {
    private static final int CHUNK_BITS = 15;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int SMALLEST = 1 << 10;

    private final ColumnSpace space;
    private Chunk[] chunks = new Chunk[1];
    private int count;
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
        LongColumn column = toFill(size, space);
        for (int number = 0; number < column.count; number++) {
            column.chunks[number].based = true;
        }
        return column;
    }

    /** Each of its numbers has to be set before it is read. */
    private static LongColumn toFill(int size, ColumnSpace space) {
        LongColumn column = new LongColumn(space);
        for (int from = 0; from < size; from += CHUNK) {
            column.append(new Chunk(space, Math.min(CHUNK, size - from)));
        }
        column.size = size;
        return column;
    }

    /** Numbers as differences from a base, as long as they fit; as they are from then on. */
    private static final class Chunk {
        private static final long DIFFERENCE = 0xffff_ffffL;
        /** Numbers come in the order of time, for the most part: some are below the first. */
        private static final long BELOW = 1L << 31;

        private final ColumnSpace space;
        private int capacity;
        private long base;
        private boolean based;
        private boolean wide;
        private MemorySegment memory;
        /** Of memory in the heap, its array: much faster as long as code isn't optimized. */
        private int[] narrowArray;
        private long[] wideArray;

        Chunk(ColumnSpace space, int capacity) {
            this.space = space;
            this.capacity = capacity;
            put(space.allocateInts(capacity));
        }

        private void put(MemorySegment its) {
            memory = its;
            Object array = its.heapBase().orElse(null);
            narrowArray = array instanceof int[] ints ? ints : null;
            wideArray = array instanceof long[] longs ? longs : null;
        }

        long get(int index) {
            if (narrowArray != null) {
                return base + (narrowArray[index] & DIFFERENCE);
            }
            if (wideArray != null) {
                return wideArray[index];
            }
            return wide
                    ? memory.getAtIndex(ValueLayout.JAVA_LONG, index)
                    : base + (memory.getAtIndex(ValueLayout.JAVA_INT, index) & DIFFERENCE);
        }

        void set(int index, long value) {
            if (!wide) {
                if (!based) {
                    based = true;
                    base = value >= 0 && value < BELOW ? 0 : value - BELOW;
                }
                long difference = value - base;
                if ((difference & ~DIFFERENCE) == 0) {
                    setNarrow(index, (int) difference);
                    return;
                }
                widen();
            }
            if (wideArray != null) {
                wideArray[index] = value;
            } else {
                memory.setAtIndex(ValueLayout.JAVA_LONG, index, value);
            }
        }

        private void setNarrow(int index, int difference) {
            if (narrowArray != null) {
                narrowArray[index] = difference;
            } else {
                memory.setAtIndex(ValueLayout.JAVA_INT, index, difference);
            }
        }

        private void widen() {
            MemorySegment longs = space.allocateLongs(capacity);
            if (longs.heapBase().orElse(null) instanceof long[] array) {
                for (int i = 0; i < capacity; i++) {
                    array[i] = get(i);
                }
            } else {
                for (int i = 0; i < capacity; i++) {
                    longs.setAtIndex(ValueLayout.JAVA_LONG, i, get(i));
                }
            }
            space.release(memory);
            wide = true;
            put(longs);
        }

        void grow(int larger) {
            MemorySegment more = wide ? space.allocateLongs(larger) : space.allocateInts(larger);
            MemorySegment.copy(memory, 0, more, 0, memory.byteSize());
            space.release(memory);
            capacity = larger;
            put(more);
        }
    }

    public long get(int index) {
        return chunks[index >>> CHUNK_BITS].get(index & CHUNK - 1);
    }

    public void set(int index, long value) {
        chunks[index >>> CHUNK_BITS].set(index & CHUNK - 1, value);
    }

    public void add(long value) {
        int place = size & CHUNK - 1;
        if (place == 0) {
            append(new Chunk(space, count == 0 ? SMALLEST : CHUNK));
        } else if (place == chunks[count - 1].capacity) {
            chunks[count - 1].grow(Math.min(2 * place, CHUNK));
        }
        set(size++, value);
    }

    private void append(Chunk chunk) {
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * count);
        }
        chunks[count++] = chunk;
    }

    public LongStream stream() {
        return IntStream.range(0, size).mapToLong(this::get);
    }

    public int size() {
        return size;
    }

    /** @return [places] the values at these places */
    LongColumn at(LongColumn places) {
        LongColumn chosen = toFill(places.size, space);
        for (int i = 0; i < places.size; i++) {
            chosen.set(i, get((int) places.get(i)));
        }
        return chosen;
    }

    /** Moves each value to another place. @return [size] with the value of index i at places.get(i); this one is freed */
    LongColumn scattered(LongColumn places) {
        LongColumn moved = toFill(size, space);
        for (int i = 0; i < size; i++) {
            moved.set((int) places.get(i), get(i));
        }
        free();
        return moved;
    }

    void free() {
        for (int number = 0; number < count; number++) {
            space.release(chunks[number].memory);
        }
        chunks = new Chunk[1];
        count = 0;
        size = 0;
    }
}
