package io.finelame.recording;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.PREFIX;

/**
 * Finds one whole document after another in a file of the queue: by the queue's header words where they are right, and
 * elsewhere by looking for a magic number and a checksum that fit. What it passes over it reports as damage. It doesn't look
 * into documents. Not thread-safe.
 */
final class DocumentScanner implements AutoCloseable {
    /** How far behind an empty place it looks for documents, once in each file: an empty place is usually the end. */
    private static final long LOOK_BEHIND_EMPTY = 256 << 20;
    /** And each time that a file is followed. */
    private static final long LOOK_BEHIND_FOLLOWED = 64 << 10;
    /** No writer makes a longer one: what a file claims is not what memory is taken for. */
    private static final long LONGEST_DOCUMENT = 2L * RecordingFormat.LARGEST_PAYLOAD;

    private final QueueFile file;
    private final HealthTracker health;
    private boolean searched;
    private boolean tooLong;
    private long position;
    /** The document looked at last. A file that is cut short or overwritten meanwhile can't change it. */
    private MemorySegment copy;
    private byte[] buffer = new byte[64 << 10];

    /** @param file is closed with it */
    DocumentScanner(QueueFile file, HealthTracker health) {
        this.file = file;
        this.health = health;
    }

    QueueFile file() {
        return file;
    }

    /** Where it looks next. */
    long position() {
        return position;
    }

    /** The document found last, with its prefix. Valid until the next one is looked for. */
    MemorySegment document() {
        return copy;
    }

    /**
     * Where the next whole document is, or -1 at the file's present end.
     *
     * @throws QueueFile.ShorterException or InternalError, as {@link QueueFile#word}
     */
    long next() throws IOException {
        while (true) {
            QueueFile.Slot slot = file.slot(position);
            switch (slot) {
                case QueueFile.Slot.Metadata metadata when problem(metadata.at(), metadata.length()) != null ->
                    position = metadata.next();
                case QueueFile.Slot.Data data when problem(data.at(), data.length()) == null -> {
                    return found(data.at());
                }
                case QueueFile.Slot.Empty(boolean begun) when !begun && isUnmarked() -> {
                    return found(position + QueueFile.HEADER);
                }
                default -> {
                    return skip(slot);
                }
            }
        }
    }

    private long found(long at) {
        position = at + copy.byteSize() + 3 & ~3L;
        return at;
    }

    /** To the next whole document after something that is none; -1 if there is none. */
    private long skip(QueueFile.Slot slot) throws IOException {
        String problem = describe(slot);
        long found = findAfter(slot);
        if (found < 0) {
            noteRest(slot, problem);
            return -1;
        }
        note(position, found, problem);
        return found(found);
    }

    /** A recorder that was killed may have written its last document whole, but not yet its header word. */
    private boolean isUnmarked() throws IOException {
        long at = position + QueueFile.HEADER;
        if (problem(at, file.size() - at) != null) {
            return false;
        }
        long end = at + copy.byteSize() + 3 & ~3L;
        return end + QueueFile.HEADER > file.size() || file.word(end) == 0;
    }

    /** The next whole document after something that is none, or -1. */
    private long findAfter(QueueFile.Slot slot) throws IOException {
        return switch (slot) {
            case QueueFile.Slot.Empty(boolean begun) -> begun
                    ? find(position + 2L * QueueFile.HEADER, file.size())
                    : find(position + QueueFile.HEADER, position + lookBehindEmpty());
            case QueueFile.Slot.EndOfFile() -> -1;
            default -> find(position + QueueFile.HEADER, file.size());
        };
    }

    private long lookBehindEmpty() {
        long far = searched ? LOOK_BEHIND_FOLLOWED : LOOK_BEHIND_EMPTY;
        searched = true;
        return far;
    }

    private void noteRest(QueueFile.Slot slot, String problem) {
        if (slot instanceof QueueFile.Slot.Damaged || slot instanceof QueueFile.Slot.Data) {
            note(position, file.size(), problem);
            position = file.size();
        } else if (slot instanceof QueueFile.Slot.Empty && file.size() - position > LOOK_BEHIND_EMPTY && !tooLong) {
            tooLong = true;
            health.damaged(file.path(), "empty from byte " + position + " on: bytes after "
                    + (position + LOOK_BEHIND_EMPTY) + " not searched");
        }
    }

    private String describe(QueueFile.Slot slot) throws IOException {
        return switch (slot) {
            case QueueFile.Slot.Data data -> problem(data.at(), data.length());
            case QueueFile.Slot.Damaged() -> "a wrong header word of a document";
            default -> "no document where one was expected";
        };
    }

    private void note(long from, long to, String problem) {
        health.damaged(file.path(), "bytes " + from + " to " + to + " skipped: " + problem);
    }

    private long find(long from, long limit) throws IOException {
        long end = Math.min(limit, file.size()) - PREFIX + 1;
        long at = file.find(RecordingFormat.MAGIC, from, end);
        while (at >= 0 && problem(at, file.size() - at) != null) {
            at = file.find(RecordingFormat.MAGIC, at + QueueFile.HEADER, end);
        }
        return at;
    }

    /** Null for a whole document of ours, which then is in the copy. */
    private String problem(long at, long available) throws IOException {
        if (available < PREFIX || file.word(at) != RecordingFormat.MAGIC) {
            return "bad magic number";
        }
        long size = PREFIX + Integer.toUnsignedLong(file.word(at + RecordingFormat.LENGTH_AT));
        if (size > available || size > LONGEST_DOCUMENT) {
            return "a document that exceeds its slot";
        }
        copy(at, size);
        int checksum = copy.get(INT, RecordingFormat.CHECKSUM_AT);
        boolean same = copy.get(INT, RecordingFormat.LENGTH_AT) == size - PREFIX
                && checksum == RecordingFormat.checksum(copy);
        return same ? null : "a document with a wrong checksum";
    }

    /** Before the checksum is taken: the JVM survives a file that became shorter in a copy, but not in CRC32C's code. */
    private void copy(long at, long size) throws IOException {
        if (buffer.length < size) {
            buffer = new byte[Math.toIntExact(Math.max(size, Math.min(2L * buffer.length, LONGEST_DOCUMENT)))];
        }
        copy = MemorySegment.ofArray(buffer).asSlice(0, size);
        file.copy(at, copy);
    }

    @Override
    public void close() {
        file.close();
    }
}
