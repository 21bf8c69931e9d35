package io.finelame.recording;

import io.finelame.cli.file.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
    /** Mapped at once: what is resident doesn't grow with the file. */
    private static final long WINDOW = 64 << 20;

    private final Path path;
    private long size;
    private Arena arena = Arena.ofShared();
    private MemorySegment window = MemorySegment.NULL;
    private long windowAt;

    /** The file is no longer as long as it was. */
    static final class ShorterException extends IOException {
        private static final long serialVersionUID = 1L;

        private ShorterException(Path path) {
            super(path + ": became shorter while it was being read");
        }
    }

    private QueueFile(Path path) throws IOException {
        this.path = path;
        this.size = Files.size(path);
    }

    static QueueFile open(Path path) throws IOException {
        return new QueueFile(path);
    }

    /** Sees what was appended, or cut off, since it was opened. */
    void refresh() throws IOException {
        long now = Files.size(path);
        if (now != size) {
            size = now;
            unmap();
        }
    }

    private void unmap() {
        arena.close();
        arena = Arena.ofShared();
        window = MemorySegment.NULL;
    }

    private void require(long at, long length) throws IOException {
        if (at >= windowAt && at + length <= windowAt + window.byteSize()) {
            return;
        }
        unmap();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long end = Math.min(size, at + Math.max(length, WINDOW));
            if (channel.size() < end) {
                throw new ShorterException(path);
            }
            window = channel.map(FileChannel.MapMode.READ_ONLY, at, end - at, arena);
            windowAt = at;
        }
    }

    /**
     * @throws ShorterException if the file is cut off before it
     * @throws InternalError if it is cut off in this moment, or can't be read
     */
    int word(long at) throws IOException {
        require(at, Integer.BYTES);
        return window.get(RecordingFormat.INT, at - windowAt);
    }

    /** Throws what {@link #word} throws. */
    void copy(long at, MemorySegment target) throws IOException {
        require(at, target.byteSize());
        MemorySegment.copy(window, at - windowAt, target, 0, target.byteSize());
    }

    /** The first place where a word stands, by steps of 4 bytes; -1 if it is none of those before the limit. */
    long find(int word, long from, long limit) throws IOException {
        for (long at = from; at < limit; at += HEADER) {
            if (word(at) == word) {
                return at;
            }
        }
        return -1;
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** What stands at a position where a header word is expected. */
    sealed interface Slot {
        /** @param next where the following header word is */
        record Data(long at, long length, long next) implements Slot {}

        /** A document of the queue itself. */
        record Metadata(long at, long length, long next) implements Slot {}

        /** Nothing has been written here, or a document is being written. */
        record Empty(boolean begun) implements Slot {}

        record EndOfFile() implements Slot {}

        record Damaged() implements Slot {}
    }

    Slot slot(long position) throws IOException {
        if (position + HEADER > size()) {
            return new Slot.Empty(false);
        }
        int word = word(position);
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
            for (Path path : InputFile.ofRecording(directory)) {
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

    private long end() throws IOException {
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
