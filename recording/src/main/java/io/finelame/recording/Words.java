package io.finelame.recording;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Bytes of a document, read as little-endian numbers: from an array, into which they are copied at the first read. An array is read
 * many times faster than a memory segment as long as the code is not optimized, and in a short replay none is. Threads may read at
 * once.
 */
public final class Words {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private MemorySegment bytes = MemorySegment.NULL;
    /** Published by {@link #copied}. */
    private long[] words = new long[1];
    private volatile boolean copied;

    Words() {}

    /** Replaces what it held. Nobody may read meanwhile. */
    void hold(MemorySegment of) {
        bytes = of;
        copied = false;
    }

    MemorySegment bytes() {
        return bytes;
    }

    private synchronized void copy() {
        if (copied) {
            return;
        }
        // One more word than they take: a number may begin in the last one.
        int needed = Math.toIntExact(bytes.byteSize() / Long.BYTES + 2);
        if (words.length < needed) {
            words = new long[Math.max(needed, 2 * words.length)];
        }
        long whole = bytes.byteSize() & -Long.BYTES;
        MemorySegment.copy(bytes, LONG, 0, words, 0, (int) (whole / Long.BYTES));
        long rest = 0;
        for (long at = whole; at < bytes.byteSize(); at++) {
            rest |= (bytes.get(ValueLayout.JAVA_BYTE, at) & 0xffL) << Byte.SIZE * (at - whole);
        }
        words[(int) (whole / Long.BYTES)] = rest;
        copied = true;
    }

    /**
     * An unsigned number.
     *
     * @param at where its bytes begin
     * @param size how many: 1 to 8
     */
    long read(long at, int size) {
        if (!copied) {
            copy();
        }
        int word = (int) (at >>> 3);
        int shift = (int) (at & 7) * Byte.SIZE;
        long number = words[word] >>> shift;
        int bits = size * Byte.SIZE;
        if (shift + bits > Long.SIZE) {
            number |= words[word + 1] << Long.SIZE - shift;
        }
        return bits == Long.SIZE ? number : number & (1L << bits) - 1;
    }
}
