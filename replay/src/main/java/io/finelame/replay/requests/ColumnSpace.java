package io.finelame.replay.requests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory for columns: in the heap up to a quarter of it, then in a mapped temporary file that has no name and goes when its
 * memory is no longer used. So the table of a recording may be larger than the heap. Not thread-safe.
 */
public final class ColumnSpace {
    private final long heapLimit;
    private long inHeap;
    private FileChannel file;
    private long fileEnd;
    /** Released memory by size, still mapped. */
    private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();

    public ColumnSpace() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    /** @param heapLimit bytes */
    ColumnSpace(long heapLimit) {
        this.heapLimit = heapLimit;
    }

    /** Zeroed. */
    MemorySegment allocate(int longs) {
        long bytes = (long) Long.BYTES * longs;
        if (inHeap + bytes <= heapLimit) {
            inHeap += bytes;
            return MemorySegment.ofArray(new long[longs]);
        }
        MemorySegment used = free.getOrDefault(bytes, new ArrayDeque<>()).poll();
        if (used != null) {
            return used.fill((byte) 0);
        }
        try {
            return map(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MemorySegment map(long bytes) throws IOException {
        if (file == null) {
            Path path = Files.createTempFile("finelame", ".columns");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        }
        MemorySegment mapped = file.map(FileChannel.MapMode.READ_WRITE, fileEnd, bytes, Arena.ofAuto());
        fileEnd += bytes;
        return mapped;
    }

    /** Gives memory back for the columns to come. */
    void release(MemorySegment segment) {
        if (segment.isMapped()) {
            free.computeIfAbsent(segment.byteSize(), _ -> new ArrayDeque<>()).add(segment);
        } else {
            inHeap -= segment.byteSize();
        }
    }

    /** Bytes that are not in the heap. */
    long spilled() {
        return fileEnd;
    }
}
