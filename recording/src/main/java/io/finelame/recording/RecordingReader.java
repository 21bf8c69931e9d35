package io.finelame.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.JsonProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reads a recording from its start, one document after another, and reports its health at the end.
 *
 * <pre>
 * try (RecordingReader reader = RecordingReader.open(directory)) {
 *     while (reader.next() instanceof Document document) {
 *         switch (document) { ... }
 *     }
 *     reader.health();
 * }
 * </pre>
 *
 * It maps the queue's files read-only, one window at a time, and never writes, creates or deserialises anything. If a
 * document is damaged, it continues at the next whole one. A recording that is still being written can be followed: after
 * {@link #next} returned null, call it again later. Not thread-safe.
 */
public final class RecordingReader implements AutoCloseable {
    private static final int DOCUMENTS_PER_PROGRESS = 16;

    private final Path directory;
    private final Set<Path> read = new HashSet<>();
    private final HealthTracker health = new HealthTracker();
    private final DocumentDecoder decoder;
    private DocumentScanner scanner;
    private Document first;
    private final Deque<Path> upcoming = new ArrayDeque<>();
    private LongConsumer progress = _ -> {};

    private RecordingReader(Path directory, RecordingHeader header) {
        this.directory = directory;
        this.decoder = new DocumentDecoder(header);
    }

    /** @throws InputException if the directory holds no recording that this version can read: one line says why */
    public static RecordingReader open(Path directory) {
        RecordingReader reader = new RecordingReader(directory, null);
        try {
            reader.begin();
            if (reader.first instanceof Document.Header) {
                return reader;
            }
            reader.close();
            reader = new RecordingReader(directory, reader.header());
            reader.begin();
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void begin() {
        requireQueue();
        first = advance();
        while (header() == null && advance() != null) {
            continue;
        }
        if (header() == null) {
            throw new InputException(directory + ": not a recording: no whole header in it"
                    + health.firstDamage().map(line -> " (" + line + ")").orElse(""));
        }
    }

    private void requireQueue() {
        try {
            if (InputFile.ofRecording(directory).isEmpty()) {
                throw new InputException(
                        directory + ": not a recording: it has no *.cq4 file; expected what finelame record makes");
            }
        } catch (FileSystemException e) {
            throw new InputException(e.getFile() + ": " + InputFile.reason(e, "no such directory")
                    + ": expected a recording, as finelame record makes it", e);
        } catch (IOException e) {
            throw new InputException(directory + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** The first header. */
    public RecordingHeader header() {
        return decoder.header();
    }

    /** @param bytes takes from time to time how much has been read */
    public void onProgress(LongConsumer bytes) {
        progress = bytes;
    }

    /** The next whole document, or null at the end; damaged ones are skipped and counted in {@link #health}. */
    public Document next() {
        if (first != null) {
            Document document = first;
            first = null;
            return document;
        }
        return advance();
    }

    private Document advance() {
        try {
            while (scanner != null || openNextFile()) {
                Document document = fromFile();
                if (document != null) {
                    return document;
                }
                if (scanner == null) {
                    continue;
                }
                if (!hasLaterFile()) {
                    return null;
                }
                closeFile();
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Null at the file's present end, and where the file can't be read any further and is closed. A file that becomes
     * shorter is not damaged by that alone: its unused rest is cut off when recording ends.
     */
    private Document fromFile() throws IOException {
        QueueFile file = scanner.file();
        while (true) {
            long size = file.size();
            try {
                return nextOfFile();
            } catch (InternalError | QueueFile.ShorterException e) {
                file.refresh();
                if (file.size() < scanner.position() || file.size() == size) {
                    health.damaged(file.path(), "became shorter, or could not be read, at byte " + scanner.position()
                            + " while it was being read");
                    closeFile();
                    return null;
                }
            }
        }
    }

    private boolean openNextFile() throws IOException {
        if (!hasLaterFile()) {
            return false;
        }
        Path path = upcoming.removeFirst();
        read.add(path);
        scanner = new DocumentScanner(QueueFile.open(path), health);
        return true;
    }

    /** The directory is listed anew only when all that were found are read: there may be thousands. */
    private boolean hasLaterFile() throws IOException {
        if (upcoming.isEmpty()) {
            InputFile.ofRecording(directory).stream().filter(path -> !read.contains(path)).forEach(upcoming::add);
        }
        return !upcoming.isEmpty();
    }

    private void closeFile() {
        scanner.close();
        scanner = null;
    }

    private Document nextOfFile() throws IOException {
        scanner.file().refresh();
        Document document = null;
        while (document == null) {
            long at = scanner.next();
            if (at < 0) {
                return null;
            }
            document = take(at);
        }
        return document;
    }

    /** The document that the scanner found at this place; null if it has nothing for the caller. */
    private Document take(long at) {
        Path path = scanner.file().path();
        MemorySegment found = scanner.document();
        long sequence = DocumentDecoder.sequence(found);
        if (!health.follows(path, at, sequence, found.byteSize())) {
            return null;
        }
        if (health.documents() % DOCUMENTS_PER_PROGRESS == 0) {
            progress.accept(health.bytes());
        }
        try {
            Document document = decoder.decode(found);
            if (document != null) {
                health.note(document);
            }
            return document;
        } catch (JsonProcessingException | IllegalArgumentException | IndexOutOfBoundsException e) {
            health.damaged(path, "document " + sequence + " at byte " + at + " can't be decoded: "
                    + (e instanceof JsonProcessingException json ? JsonProblem.of(json) : e.getMessage()));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was found up to the document read last; final once {@link #next} returned null. */
    public Health health() {
        return health.health();
    }

    @Override
    public void close() {
        if (scanner != null) {
            closeFile();
        }
    }

    /**
     * @param end null if the recording was cut short
     * @param damage one line for each damaged or missing range: file, place, what was expected
     * @param losses as of the last snapshot, by {@link Loss#ordinal}
     * @param lostEvents when and on which CPU the ring buffer was full, in the order of time
     * @param lastMonotonicNs of the last whole snapshot; 0 without one
     */
    public record Health(RecordingEnd end, long documents, long snapshots, long entries, long events, long bytes,
            List<String> damage, long[] losses, List<LostEvents> lostEvents, long lastMonotonicNs) {
        public boolean endedInOrder() {
            return end != null;
        }

        public long lost() {
            long sum = 0;
            for (long loss : losses) {
                sum += loss;
            }
            return sum;
        }
    }
}
