package io.finelame.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file of a Chronicle Queue, read without Chronicle: its own reader makes objects of the types that a file names, and a
 * recording may come from a stranger. The layout is that of Wire's documents: a header word, the length's worth of bytes,
 * padded to 4.
 */
final class QueueFile implements AutoCloseable {
    static final int HEADER = Integer.BYTES;
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;
    private static final int END_OF_FILE = NOT_COMPLETE | METADATA;

    private final Path path;
    private Arena arena = Arena.ofShared();
    private MemorySegment memory;

    private QueueFile(Path path) throws IOException {
        this.path = path;
        this.memory = map();
    }

    static QueueFile open(Path path) throws IOException {
        return new QueueFile(path);
    }

    /** In the order in which they were written: the names are times. */
    static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".cq4") && Files.isRegularFile(file))
                    .sorted().toList();
        }
    }

    private MemorySegment map() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /** Sees what was appended, or cut off, since it was opened; what it handed out is valid only while the size stays. */
    void refresh() throws IOException {
        if (Files.size(path) != memory.byteSize()) {
            arena.close();
            arena = Arena.ofShared();
            memory = map();
        }
    }

    Path path() {
        return path;
    }

    MemorySegment memory() {
        return memory;
    }

    long size() {
        return memory.byteSize();
    }

    /** What stands at a position where a header word is expected. */
    sealed interface Slot {
        /** @param next where the following header word is */
        record Data(long at, long length, long next) implements Slot {}

        /** Of the queue's own. */
        record Metadata(long at, long length, long next) implements Slot {}

        /** Nothing has been written here, or a document is being written. */
        record Empty(boolean begun) implements Slot {}

        record EndOfFile() implements Slot {}

        record Damaged() implements Slot {}
    }

    Slot slot(long position) {
        if (position + HEADER > size()) {
            return new Slot.Empty(false);
        }
        int word = memory.get(RecordingFormat.INT, position);
        if (word == 0) {
            return new Slot.Empty(false);
        }
        if (word == END_OF_FILE) {
            return new Slot.EndOfFile();
        }
        if (word == NOT_COMPLETE) {
            return new Slot.Empty(true);
        }
        long length = word & LENGTH;
        long next = position + HEADER + (length + 3 & ~3L);
        if ((word & NOT_COMPLETE) != 0 || length == 0 || position + HEADER + length > size()) {
            return new Slot.Damaged();
        }
        return (word & METADATA) != 0
                ? new Slot.Metadata(position + HEADER, length, next)
                : new Slot.Data(position + HEADER, length, next);
    }

    /** Cuts the unused rest off every file of a closed queue. */
    static void trimAll(Path directory) {
        try {
            for (Path path : list(directory)) {
                long end;
                try (QueueFile file = open(path)) {
                    end = file.end();
                }
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.truncate(end);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long end() {
        long position = 0;
        while (true) {
            switch (slot(position)) {
                case Slot.Data data -> position = data.next();
                case Slot.Metadata metadata -> position = metadata.next();
                default -> {
                    return Math.min(size(), position + HEADER);
                }
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
