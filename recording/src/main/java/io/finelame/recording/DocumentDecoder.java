package io.finelame.recording;

import io.finelame.recording.RecordingFormat.Type;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.LONG;
import static io.finelame.recording.RecordingFormat.PREFIX;
import static io.finelame.recording.RecordingFormat.SHORT;

/**
 * Turns the bytes of a whole document into a {@link Document}, and refuses counts that don't fit its length. It remembers the
 * recording's first header, whose layouts say how large entries must be. Not thread-safe.
 */
final class DocumentDecoder {
    private RecordingHeader header;
    /** Of the document decoded last. */
    private final Words keys = new Words();
    private final Words values = new Words();

    /** @param header null if it is still to come */
    DocumentDecoder(RecordingHeader header) {
        this.header = header;
    }

    /** Null before it was decoded. */
    RecordingHeader header() {
        return header;
    }

    static long sequence(MemorySegment document) {
        return document.get(LONG, RecordingFormat.SEQUENCE_AT);
    }

    /**
     * Null for a repeated header and for types of later versions.
     *
     * @param document with its prefix
     * @throws IllegalArgumentException or IndexOutOfBoundsException, or one of Jackson's, if it isn't as it should be
     */
    Document decode(MemorySegment document) throws IOException {
        long sequence = sequence(document);
        MemorySegment payload = document.asSlice(PREFIX);
        return switch (Type.of(document.get(SHORT, RecordingFormat.TYPE_AT))) {
            case HEADER -> header(sequence, payload);
            case SNAPSHOT -> snapshot(sequence, payload);
            case END -> new Document.End(sequence, json(payload, RecordingEnd.class));
            case EVENTS -> events(sequence, payload);
            case SCORES -> scores(sequence, payload);
            case DEPLOYMENT -> deployment(sequence, payload);
            case CPU_TIME -> cpuTime(sequence, payload);
            case PROCESSES -> ShareDocument.readNames(sequence, payload);
            case SHARES -> ShareDocument.read(sequence, payload);
            case STACKS -> StackDocument.read(sequence, payload);
            case STACK_SAMPLES -> StackDocument.readSamples(sequence, payload);
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
        keys.hold(payload.asSlice(keysAt, valuesAt - keysAt));
        values.hold(payload.asSlice(valuesAt));
        return new Document.Snapshot(sequence, payload.get(LONG, RecordingFormat.SNAPSHOT_NUMBER_AT),
                payload.get(LONG, RecordingFormat.MONOTONIC_AT), payload.get(LONG, RecordingFormat.REALTIME_AT),
                payload.get(INT, RecordingFormat.PART_AT), payload.get(INT, RecordingFormat.PARTS_AT),
                payload.get(INT, RecordingFormat.FULL_AT) != 0, payload.get(LONG, RecordingFormat.IN_MAP_AT), lost,
                count, keys, values, valueSize);
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
        values.hold(payload.asSlice(eventsAt));
        return new Document.Events(sequence, payload.get(LONG, RecordingFormat.WHEN_AT), lost, count, size, values);
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
}
