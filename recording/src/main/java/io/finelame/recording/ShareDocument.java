package io.finelame.recording;

import io.finelame.recording.RecordingFormat.Type;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.LONG;

/**
 * Encodes and decodes the two documents about the processes of a request. That of shares is CLOCK_MONOTONIC ns, a count and
 * a size (bytes of an entry), then the entries; that of processes is JSON.
 */
public final class ShareDocument {
    private static final int ENTRIES_AT = 16;
    private static final int REQUEST_AT = 0;
    private static final int PROCESS_AT = 8;
    private static final int CPU_TIME_AT = 16;
    private static final int ENTRY = 24;

    /**
     * CPU time that a process used for a request which another was charged for first.
     *
     * @param process its thread group's id in the initial pid namespace
     * @param cputimeNs since its first was written
     */
    public record Share(long request, int process, long cputimeNs) {}

    /** The JSON of a document of processes. */
    private record Names(List<ProcessName> processes) {}

    private ShareDocument() {}

    public static void write(RecordingWriter writer, long monotonicNs, List<Share> shares)
            throws IOException {
        int most = RecordingFormat.LARGEST_PAYLOAD / ENTRY;
        for (int from = 0; from < shares.size(); from += most) {
            List<Share> part = shares.subList(from, Math.min(shares.size(), from + most));
            writer.write(Type.SHARES, ENTRIES_AT + (long) ENTRY * part.size(), payload -> {
                payload.set(LONG, RecordingFormat.WHEN_AT, monotonicNs);
                payload.set(INT, RecordingFormat.COUNT_AT, part.size());
                payload.set(INT, RecordingFormat.SIZE_AT, ENTRY);
                for (int i = 0; i < part.size(); i++) {
                    MemorySegment entry = payload.asSlice(ENTRIES_AT + (long) ENTRY * i, ENTRY);
                    entry.set(LONG, REQUEST_AT, part.get(i).request());
                    entry.set(LONG, PROCESS_AT, Integer.toUnsignedLong(part.get(i).process()));
                    entry.set(LONG, CPU_TIME_AT, part.get(i).cputimeNs());
                }
            });
        }
    }

    public static void writeNames(RecordingWriter writer, List<ProcessName> names) throws IOException {
        writer.write(Type.PROCESSES, RecordingFormat.JSON.writeValueAsBytes(new Names(names)));
    }

    /** @throws IllegalArgumentException if the counts don't fit the length */
    static Document.Shares read(long sequence, MemorySegment payload) {
        int count = payload.get(INT, RecordingFormat.COUNT_AT);
        int size = payload.get(INT, RecordingFormat.SIZE_AT);
        if (count < 0 || size < ENTRY || ENTRIES_AT + (long) count * size != payload.byteSize()) {
            throw new IllegalArgumentException("its counts don't fit its length");
        }
        return new Document.Shares(sequence, payload.get(LONG, RecordingFormat.WHEN_AT), count, size,
                payload.asSlice(ENTRIES_AT));
    }

    static Document.Processes readNames(long sequence, MemorySegment payload) throws IOException {
        Names names = RecordingFormat.JSON.readValue(payload.toArray(ValueLayout.JAVA_BYTE), Names.class);
        if (names == null || names.processes == null || names.processes.contains(null)) {
            throw new IllegalArgumentException("it names no processes");
        }
        return new Document.Processes(sequence, List.copyOf(names.processes));
    }

    static long request(MemorySegment entries, long at) {
        return entries.get(LONG, at + REQUEST_AT);
    }

    static int process(MemorySegment entries, long at) {
        return entries.get(INT, at + PROCESS_AT);
    }

    static long cputimeNs(MemorySegment entries, long at) {
        return entries.get(LONG, at + CPU_TIME_AT);
    }
}
