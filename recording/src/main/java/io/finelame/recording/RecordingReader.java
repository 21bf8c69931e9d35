package io.finelame.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.JsonProblem;
import io.finelame.recording.RecordingFormat.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.LONG;
import static io.finelame.recording.RecordingFormat.PREFIX;
import static io.finelame.recording.RecordingFormat.SHORT;

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
    /** How far behind an empty place it looks for documents, once in each file: an empty place is usually the end. */
    private static final long LOOK_BEHIND_EMPTY = 256 << 20;
    /** And each time that a file is followed. */
    private static final long LOOK_BEHIND_FOLLOWED = 64 << 10;
    /** No writer makes a longer one: what a file claims is not what memory is taken for. */
    private static final long LONGEST_DOCUMENT = 2L * RecordingFormat.LARGEST_PAYLOAD;
    private static final int DOCUMENTS_PER_PROGRESS = 16;

    private final Path directory;
    private final DamageList damage = new DamageList();
    private final Set<Path> read = new HashSet<>();
    private QueueFile file;
    private boolean searched;
    private boolean tooLong;
    private long position;
    /** The document looked at last. A file that is cut short or overwritten meanwhile can't change it. */
    private MemorySegment copy;
    private byte[] buffer = new byte[64 << 10];
    private RecordingHeader header;
    private Document first;
    private RecordingEnd end;
    private long expected;
    private long documents;
    private long snapshots;
    private long entries;
    private long events;
    private long bytes;
    private long lastMonotonicNs;
    private long[] losses = new long[Loss.values().length];
    private final LostEvents.Collector eventLosses = new LostEvents.Collector();
    private LongConsumer progress = _ -> {};

    private RecordingReader(Path directory, RecordingHeader header) {
        this.directory = directory;
        this.header = header;
    }

    /** @throws RecordingException if the directory holds no recording that this version can read: one line says why */
    public static RecordingReader open(Path directory) throws RecordingException {
        RecordingReader reader = new RecordingReader(directory, null);
        try {
            reader.begin();
            if (reader.first instanceof Document.Header) {
                return reader;
            }
            reader.close();
            reader = new RecordingReader(directory, reader.header);
            reader.begin();
            return reader;
        } catch (RecordingException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void begin() throws RecordingException {
        requireQueue();
        first = advance();
        while (header == null && advance() != null) {
            continue;
        }
        if (header == null) {
            throw new RecordingException(directory + ": not a recording: no whole header in it"
                    + damage.first().map(line -> " (" + line + ")").orElse(""));
        }
    }

    private void requireQueue() throws RecordingException {
        try {
            if (InputFile.ofRecording(directory).isEmpty()) {
                throw new RecordingException(
                        directory + ": not a recording: it has no *.cq4 file; expected what finelame record makes");
            }
        } catch (FileSystemException e) {
            throw new RecordingException(e.getFile() + ": " + InputFile.reason(e, "no such directory")
                    + ": expected a recording, as finelame record makes it", e);
        } catch (IOException e) {
            throw new RecordingException(directory + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** The first header. */
    public RecordingHeader header() {
        return header;
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
            while (file != null || openNextFile()) {
                Document document = fromFile();
                if (document != null) {
                    return document;
                }
                if (file == null) {
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
        while (true) {
            long size = file.size();
            try {
                return nextOfFile();
            } catch (InternalError | QueueFile.ShorterException e) {
                file.refresh();
                if (file.size() < position || file.size() == size) {
                    damage.add(file.path() + ": became shorter, or could not be read, at byte " + position
                            + " while it was being read");
                    closeFile();
                    return null;
                }
            }
        }
    }

    private boolean openNextFile() throws IOException {
        for (Path path : InputFile.ofRecording(directory)) {
            if (read.add(path)) {
                file = QueueFile.open(path);
                position = 0;
                searched = false;
                tooLong = false;
                return true;
            }
        }
        return false;
    }

    private boolean hasLaterFile() throws IOException {
        return InputFile.ofRecording(directory).stream().anyMatch(path -> !read.contains(path));
    }

    private void closeFile() {
        file.close();
        file = null;
    }

    private Document nextOfFile() throws IOException {
        file.refresh();
        Document document = null;
        while (document == null) {
            QueueFile.Slot slot = file.slot(position);
            switch (slot) {
                case QueueFile.Slot.Metadata metadata when problem(metadata.at(), metadata.length()) != null ->
                    position = metadata.next();
                case QueueFile.Slot.Data data when problem(data.at(), data.length()) == null ->
                    document = take(data.at());
                case QueueFile.Slot.Empty(boolean begun) when !begun && isUnmarked() ->
                    document = take(position + QueueFile.HEADER);
                default -> {
                    String problem = describe(slot);
                    long found = findAfter(slot);
                    if (found < 0) {
                        noteRest(slot, problem);
                        return null;
                    }
                    note(position, found, problem);
                    document = take(found);
                }
            }
        }
        return document;
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
            damage.add(file.path() + ": empty from byte " + position + " on: bytes after "
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
        damage.add(file.path() + ": bytes " + from + " to " + to + " skipped: " + problem);
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

    /** The whole document at this place, which the copy holds; null if it has nothing for the caller. */
    private Document take(long at) {
        long length = copy.byteSize() - PREFIX;
        position = at + PREFIX + length + 3 & ~3L;
        long sequence = copy.get(LONG, RecordingFormat.SEQUENCE_AT);
        if (sequence > expected) {
            damage.add(file.path() + ": documents " + expected + " to " + (sequence - 1) + " are missing before byte "
                    + at);
        } else if (sequence < expected) {
            damage.add(file.path() + ": document " + sequence + " again at byte " + at);
            return null;
        }
        expected = sequence + 1;
        documents++;
        bytes += PREFIX + length;
        if (documents % DOCUMENTS_PER_PROGRESS == 0) {
            progress.accept(bytes);
        }
        try {
            return decode(Type.of(copy.get(SHORT, RecordingFormat.TYPE_AT)), sequence, copy.asSlice(PREFIX, length));
        } catch (JsonProcessingException | IllegalArgumentException | IndexOutOfBoundsException e) {
            damage.add(file.path() + ": document " + sequence + " at byte " + at + " can't be decoded: "
                    + (e instanceof JsonProcessingException json ? JsonProblem.of(json) : e.getMessage()));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Document decode(Type type, long sequence, MemorySegment payload) throws IOException {
        return switch (type) {
            case HEADER -> header(sequence, payload);
            case SNAPSHOT -> snapshot(sequence, payload);
            case END -> end(sequence, payload);
            case EVENTS -> events(sequence, payload);
            case SCORES -> scores(sequence, payload);
            case DEPLOYMENT -> deployment(sequence, payload);
            case CPU_TIME -> cpuTime(sequence, payload);
            case PROCESSES -> ShareDocument.readNames(sequence, payload);
            case SHARES -> ShareDocument.read(sequence, payload);
            case null -> null;
        };
    }

    private Document header(long sequence, MemorySegment payload) throws IOException {
        RecordingHeader found = json(payload, RecordingHeader.class);
        if (found.format() != RecordingHeader.FORMAT_VERSION) {
            throw new IllegalArgumentException("format " + found.format() + ": this version reads format "
                    + RecordingHeader.FORMAT_VERSION);
        }
        found.check();
        if (header != null) {
            return null;
        }
        header = found;
        return new Document.Header(sequence, found);
    }

    private static <T> T json(MemorySegment payload, Class<T> type) throws IOException {
        T value = RecordingFormat.JSON.readValue(payload.toArray(ValueLayout.JAVA_BYTE), type);
        if (value == null) {
            throw new IllegalArgumentException("it holds null");
        }
        return value;
    }

    private Document snapshot(long sequence, MemorySegment payload) {
        int count = payload.get(INT, RecordingFormat.ENTRIES_AT);
        int valueSize = payload.get(INT, RecordingFormat.VALUE_SIZE_AT);
        int kinds = payload.get(INT, RecordingFormat.LOSSES_AT);
        long keysAt = RecordingFormat.SNAPSHOT_FIELDS + (long) Long.BYTES * kinds;
        long valuesAt = keysAt + (long) RecordingFormat.KEY * count;
        boolean fits = count >= 0 && valueSize >= 0 && kinds >= 0
                && valuesAt + (long) valueSize * count == payload.byteSize();
        requireFit(fits && (count == 0 || header != null && valueSize >= header.layout().size()));
        long[] lost = payload.asSlice(RecordingFormat.SNAPSHOT_FIELDS, keysAt - RecordingFormat.SNAPSHOT_FIELDS)
                .toArray(LONG);
        System.arraycopy(lost, 0, losses, 0, Math.min(lost.length, losses.length));
        int part = payload.get(INT, RecordingFormat.PART_AT);
        int parts = payload.get(INT, RecordingFormat.PARTS_AT);
        if (part == parts - 1) {
            snapshots++;
        }
        entries += count;
        lastMonotonicNs = payload.get(LONG, RecordingFormat.MONOTONIC_AT);
        return new Document.Snapshot(sequence, payload.get(LONG, RecordingFormat.SNAPSHOT_NUMBER_AT), lastMonotonicNs,
                payload.get(LONG, RecordingFormat.REALTIME_AT), part, parts,
                payload.get(INT, RecordingFormat.FULL_AT) != 0, payload.get(LONG, RecordingFormat.IN_MAP_AT), lost,
                count, payload.asSlice(keysAt, valuesAt - keysAt), payload.asSlice(valuesAt), valueSize);
    }

    private Document events(long sequence, MemorySegment payload) {
        int count = payload.get(INT, RecordingFormat.COUNT_AT);
        int size = payload.get(INT, RecordingFormat.SIZE_AT);
        int cpus = payload.get(INT, RecordingFormat.CPUS_AT);
        long eventsAt = RecordingFormat.EVENTS_FIELDS + (long) Long.BYTES * cpus;
        boolean known = header != null && header.eventLayout() != null && size >= header.eventLayout().size();
        requireFit(cpus >= 0 && fits(count, size, payload.byteSize() - eventsAt) && (known || count == 0));
        long[] lost = payload.asSlice(RecordingFormat.EVENTS_FIELDS, eventsAt - RecordingFormat.EVENTS_FIELDS)
                .toArray(LONG);
        events += count;
        long now = payload.get(LONG, RecordingFormat.WHEN_AT);
        eventLosses.note(now, lost);
        return new Document.Events(sequence, now, lost, count, size, payload.asSlice(eventsAt));
    }

    private Document scores(long sequence, MemorySegment payload) {
        int count = payload.get(INT, RecordingFormat.COUNT_AT);
        int size = payload.get(INT, RecordingFormat.SIZE_AT);
        boolean known = header != null && header.scoreLayout() != null && size >= header.scoreLayout().size();
        requireFit(known && fits(count, RecordingFormat.KEY + size,
                payload.byteSize() - RecordingFormat.SCORES_FIELDS));
        long valuesAt = RecordingFormat.SCORES_FIELDS + (long) RecordingFormat.KEY * count;
        return new Document.Scores(sequence, payload.get(LONG, RecordingFormat.WHEN_AT), count, size,
                payload.asSlice(RecordingFormat.SCORES_FIELDS, valuesAt - RecordingFormat.SCORES_FIELDS),
                payload.asSlice(valuesAt));
    }

    private Document deployment(long sequence, MemorySegment payload) {
        byte[] model = payload.asSlice(RecordingFormat.DEPLOYMENT_FIELDS).toArray(ValueLayout.JAVA_BYTE);
        return new Document.Deployment(sequence, payload.get(LONG, RecordingFormat.WHEN_AT),
                payload.get(INT, RecordingFormat.COUNT_AT), new String(model, StandardCharsets.UTF_8));
    }

    private Document cpuTime(long sequence, MemorySegment payload) {
        return new Document.CpuTime(sequence, payload.get(LONG, RecordingFormat.WHEN_AT),
                payload.get(LONG, RecordingFormat.CPU_USED_AT), payload.get(LONG, RecordingFormat.CPU_CHARGED_AT));
    }

    private static boolean fits(int count, int size, long bytes) {
        return count >= 0 && size >= 0 && (long) count * size == bytes;
    }

    private static void requireFit(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("its counts don't fit its length");
        }
    }

    private Document end(long sequence, MemorySegment payload) throws IOException {
        end = json(payload, RecordingEnd.class);
        return new Document.End(sequence, end);
    }

    /** What was found up to the document read last; final once {@link #next} returned null. */
    public Health health() {
        return new Health(end, documents, snapshots, entries, events, bytes, damage.lines(), losses.clone(),
                eventLosses.stretches(), lastMonotonicNs);
    }

    @Override
    public void close() {
        if (file != null) {
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
