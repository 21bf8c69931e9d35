package io.finelame.replay.requests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Memory for columns: in the heap up to a quarter of it, then in a mapped temporary file that has no name and goes when its
 * memory is no longer used. So the table of a recording may be larger than the heap. Not thread-safe.
 */
public final class ColumnSpace {
    private static final int BLOCK = 1 << 20;
    private static final long MAPPED_AT_ONCE = 64 << 20;

    private final long heapLimit;
    private final Path directory;
    private long inHeap;
    private Path path;
    private FileChannel file;
    private long fileEnd;
    private MemorySegment mapping;
    /** Where it begins in the file. */
    private long mappingStart;
    /** Released memory. An array that becomes garbage would stay for as long as the heap may grow. */
    private final Map<Kind, Deque<MemorySegment>> free = new HashMap<>();

    /** @param array its class, null if it is mapped */
    private record Kind(Class<?> array, long bytes) {
        static Kind of(MemorySegment segment) {
            return new Kind(segment.heapBase().map(Object::getClass).orElse(null), segment.byteSize());
        }
    }

    public ColumnSpace() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    /** @param heapLimit bytes */
    ColumnSpace(long heapLimit) {
        this(heapLimit, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param directory of the file */
    ColumnSpace(long heapLimit, Path directory) {
        this.heapLimit = heapLimit;
        this.directory = directory;
    }

    /** Zeroed. */
    MemorySegment allocateLongs(int longs) {
        return allocate(long[].class, (long) Long.BYTES * longs, () -> MemorySegment.ofArray(new long[longs]));
    }

    /** Zeroed. */
    MemorySegment allocateInts(int ints) {
        return allocate(int[].class, (long) Integer.BYTES * ints, () -> MemorySegment.ofArray(new int[ints]));
    }

    private MemorySegment allocate(Class<?> array, long bytes, Supplier<MemorySegment> inTheHeap) {
        MemorySegment used = used(new Kind(array, bytes));
        if (used != null) {
            return used;
        }
        if (inHeap + bytes > heapLimit) {
            return outside(bytes);
        }
        inHeap += bytes;
        return inTheHeap.get();
    }

    /** Null if none has been released. */
    private MemorySegment used(Kind kind) {
        Deque<MemorySegment> released = free.get(kind);
        return released == null || released.isEmpty() ? null : released.pop().fill((byte) 0);
    }

    private MemorySegment outside(long bytes) {
        MemorySegment used = used(new Kind(null, bytes));
        if (used != null) {
            return used;
        }
        try {
            return map(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException((file == null ? "" : path + ": ") + e.getMessage()
                    + ": the requests don't fit into a quarter of the heap, and the rest of them not into this file: free"
                    + " some space, or increase the heap, e.g. with FINELAME_JAVA_OPTIONS=-Xmx8g"));
        }
    }

    /** A part of a mapping: a process may have some ten thousands of them. */
    private MemorySegment map(long bytes) throws IOException {
        if (file == null) {
            path = Files.createTempFile(directory, "finelame", ".columns");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        }
        long aligned = (bytes + Long.BYTES - 1) & -Long.BYTES;
        if (mapping == null || fileEnd + aligned > mappingStart + mapping.byteSize()) {
            mappingStart = fileEnd;
            mapping = file.map(FileChannel.MapMode.READ_WRITE, fileEnd, Math.max(MAPPED_AT_ONCE, aligned),
                    Arena.ofAuto());
        }
        fill(aligned);
        MemorySegment part = mapping.asSlice(fileEnd - mappingStart, bytes);
        fileEnd += aligned;
        return part;
    }

    /** A hole that the disk has no room for would be an error of whoever writes to the memory. */
    private void fill(long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, BLOCK));
        file.position(fileEnd);
        for (long left = bytes; left > 0;) {
            zeros.position(0).limit((int) Math.min(left, BLOCK));
            left -= file.write(zeros);
        }
    }

    /** Gives memory back for the columns to come. */
    void release(MemorySegment segment) {
        free.computeIfAbsent(Kind.of(segment), _ -> new ArrayDeque<>()).push(segment);
    }

    /** Bytes that are not in the heap. */
    long spilled() {
        return fileEnd;
    }
}
