package io.finelame.recording;

import io.finelame.recording.RecordingFormat.Type;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.posix.PosixAPI;

import static io.finelame.recording.RecordingFormat.INT;
import static io.finelame.recording.RecordingFormat.LONG;

/**
 * Writes a new recording: documents of our own fixed schema, copied straight into a Chronicle Queue's mapped memory. One
 * thread only.
 */
public final class RecordingWriter implements AutoCloseable {
    /** Kept free on the disk, so that what is in the page cache, and the end document, can still be written. */
    public static final long RESERVE = 2L * DocumentAppender.BLOCK;

    static {
        // Chronicle takes settings from a file in the working directory, and loads native code from temporary files by way of
        // two libraries: with a recorder's privileges, it may do neither. It would watch the disk's space by the table of mounts.
        System.setProperty("system.properties", "/dev/null");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        System.setProperty("jna.nounpack", "true");
        PosixAPI.useNoOpPosixApi();
    }

    private final Path directory;
    private final DocumentAppender documents;
    private byte[] header;
    private long snapshots;
    private long entries;
    private boolean deletedIfEmpty;

    private RecordingWriter(Path directory, RollCycle rollCycle, long reserve, FreeSpace space)
            throws UnwritableException {
        this.directory = directory;
        this.documents = new DocumentAppender(directory, rollCycle, reserve, space);
    }

    /**
     * @param directory is created; only its owner may look into it
     * @throws FileAlreadyExistsException if it exists
     */
    public static RecordingWriter create(Path directory) throws IOException {
        return create(directory, RollCycles.FAST_HOURLY, RESERVE);
    }

    static RecordingWriter create(Path directory, RollCycle rollCycle, long reserve) throws IOException {
        return create(directory, rollCycle, reserve, new FreeSpace(directory));
    }

    static RecordingWriter create(Path directory, RollCycle rollCycle, long reserve, FreeSpace space)
            throws IOException {
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        if (directory.toAbsolutePath().getParent() instanceof Path parent) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(directory, PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            return new RecordingWriter(directory, rollCycle, reserve, space);
        } catch (IOException | RuntimeException | Error e) {
            delete(directory);
            throw e;
        }
    }

    /**
     * Before anything else. It is written twice: where the first is damaged, the second makes the rest readable. At the start
     * of each further file of the queue it is repeated.
     */
    public void writeHeader(RecordingHeader recordingHeader) throws IOException {
        header = RecordingFormat.JSON.writeValueAsBytes(recordingHeader);
        documents.repeatInEachFile(header);
        write(Type.HEADER, header);
        write(Type.HEADER, header);
    }

    /**
     * Splits what is too large for one document.
     *
     * @param full whether it holds every entry of the map, not only the changed ones
     * @param losses by {@link Loss#ordinal}
     * @param keys [count] request ids
     * @param values [count][value size]
     */
    public void writeSnapshot(long snapshot, long monotonicNs, long realtimeNs, boolean full, long inMap,
            long[] losses, int count, MemorySegment keys, MemorySegment values) throws IOException {
        int valueSize = count == 0 ? 0 : Math.toIntExact(values.byteSize() / count);
        int perPart = RecordingFormat.LARGEST_PAYLOAD / (RecordingFormat.KEY + Math.max(valueSize, 1));
        int parts = Math.max(1, Math.ceilDiv(count, perPart));
        for (int part = 0; part < parts; part++) {
            int from = part * perPart;
            int size = Math.min(perPart, count - from);
            int position = part;
            long fields = RecordingFormat.SNAPSHOT_FIELDS + (long) Long.BYTES * losses.length;
            long keyBytes = (long) RecordingFormat.KEY * size;
            write(Type.SNAPSHOT, fields + keyBytes + (long) valueSize * size, payload -> {
                payload.set(LONG, RecordingFormat.SNAPSHOT_NUMBER_AT, snapshot);
                payload.set(LONG, RecordingFormat.MONOTONIC_AT, monotonicNs);
                payload.set(LONG, RecordingFormat.REALTIME_AT, realtimeNs);
                payload.set(INT, RecordingFormat.PART_AT, position);
                payload.set(INT, RecordingFormat.PARTS_AT, parts);
                payload.set(INT, RecordingFormat.FULL_AT, full ? 1 : 0);
                payload.set(INT, RecordingFormat.ENTRIES_AT, size);
                payload.set(LONG, RecordingFormat.IN_MAP_AT, inMap);
                payload.set(INT, RecordingFormat.VALUE_SIZE_AT, valueSize);
                payload.set(INT, RecordingFormat.LOSSES_AT, losses.length);
                MemorySegment.copy(losses, 0, payload, LONG, RecordingFormat.SNAPSHOT_FIELDS, losses.length);
                MemorySegment.copy(keys, (long) RecordingFormat.KEY * from, payload, fields, keyBytes);
                MemorySegment.copy(values, (long) valueSize * from, payload, fields + keyBytes,
                        (long) valueSize * size);
            });
        }
        snapshots++;
        entries += count;
    }

    /**
     * @param lost [CPUs] since recording began
     * @param events [count][size]
     */
    public void writeEvents(long monotonicNs, long[] lost, int count, int size, MemorySegment events)
            throws IOException {
        int perPart = RecordingFormat.LARGEST_PAYLOAD / size;
        long fields = RecordingFormat.EVENTS_FIELDS + (long) Long.BYTES * lost.length;
        for (int from = 0; from == 0 || from < count; from += perPart) {
            int part = Math.min(perPart, count - from);
            MemorySegment chosen = events.asSlice((long) size * from, (long) size * part);
            write(Type.EVENTS, fields + chosen.byteSize(), payload -> {
                writeFields(payload, monotonicNs, part, size);
                payload.set(INT, RecordingFormat.CPUS_AT, lost.length);
                payload.set(INT, RecordingFormat.CPUS_AT + Integer.BYTES, 0);
                MemorySegment.copy(lost, 0, payload, LONG, RecordingFormat.EVENTS_FIELDS, lost.length);
                MemorySegment.copy(chosen, 0, payload, fields, chosen.byteSize());
            });
        }
    }

    /** Keys and values as in {@link #writeSnapshot}. */
    public void writeScores(long monotonicNs, int count, MemorySegment keys, MemorySegment values) throws IOException {
        int size = Math.toIntExact(values.byteSize() / Math.max(count, 1));
        int perPart = RecordingFormat.LARGEST_PAYLOAD / (RecordingFormat.KEY + Math.max(size, 1));
        for (int from = 0; from < count; from += perPart) {
            int part = Math.min(perPart, count - from);
            MemorySegment theirKeys = keys.asSlice((long) RecordingFormat.KEY * from,
                    (long) RecordingFormat.KEY * part);
            MemorySegment theirValues = values.asSlice((long) size * from, (long) size * part);
            write(Type.SCORES, RecordingFormat.SCORES_FIELDS + theirKeys.byteSize() + theirValues.byteSize(),
                    payload -> {
                        writeFields(payload, monotonicNs, part, size);
                        MemorySegment.copy(theirKeys, 0, payload, RecordingFormat.SCORES_FIELDS,
                                theirKeys.byteSize());
                        MemorySegment.copy(theirValues, 0, payload,
                                RecordingFormat.SCORES_FIELDS + theirKeys.byteSize(), theirValues.byteSize());
                    });
        }
    }

    /** @param model model.json */
    public void writeDeployment(long monotonicNs, int generation, String model) throws IOException {
        byte[] text = model.getBytes(StandardCharsets.UTF_8);
        write(Type.DEPLOYMENT, RecordingFormat.DEPLOYMENT_FIELDS + text.length, payload -> {
            writeFields(payload, monotonicNs, generation, text.length);
            MemorySegment.copy(text, 0, payload, ValueLayout.JAVA_BYTE, RecordingFormat.DEPLOYMENT_FIELDS,
                    text.length);
        });
    }

    /** Totals since recording began, ns. */
    public void writeCpuTime(long monotonicNs, long usedNs, long chargedNs) throws IOException {
        write(Type.CPU_TIME, RecordingFormat.CPU_TIME_FIELDS, payload -> {
            payload.set(LONG, RecordingFormat.WHEN_AT, monotonicNs);
            payload.set(LONG, RecordingFormat.CPU_USED_AT, usedNs);
            payload.set(LONG, RecordingFormat.CPU_CHARGED_AT, chargedNs);
        });
    }

    private static void writeFields(MemorySegment payload, long monotonicNs, int count, int size) {
        payload.set(LONG, RecordingFormat.WHEN_AT, monotonicNs);
        payload.set(INT, RecordingFormat.COUNT_AT, count);
        payload.set(INT, RecordingFormat.SIZE_AT, size);
    }

    /** After another copy of the header. It may use the reserve. */
    public void writeEnd(RecordingEnd end) throws IOException {
        documents.useReserve();
        write(Type.HEADER, header);
        write(Type.END, RecordingFormat.JSON.writeValueAsBytes(end));
    }

    void write(Type type, byte[] payload) throws IOException {
        write(type, payload.length,
                target -> MemorySegment.copy(payload, 0, target, ValueLayout.JAVA_BYTE, 0,
                        payload.length));
    }

    void write(Type type, long length, Consumer<MemorySegment> payload) throws IOException {
        documents.write(type, length, payload);
    }

    /** Whether recording ends in time before the disk is full: not if the file system doesn't know its free space. */
    public boolean watchesSpace() {
        return documents.watchesSpace();
    }

    public long documents() {
        return documents.count();
    }

    public long snapshots() {
        return snapshots;
    }

    /** Datapoints, all snapshots together. */
    public long entries() {
        return entries;
    }

    public long bytes() {
        return documents.bytes();
    }

    /** Makes {@link #close} delete a recording without a snapshot: one that failed leaves its label free. */
    public void deleteIfEmpty() {
        deletedIfEmpty = true;
    }

    /** Afterwards the files are as long as what they hold: while it is written, a queue's file is mostly a hole. */
    @Override
    public void close() {
        documents.close();
        if (deletedIfEmpty && snapshots == 0) {
            delete(directory);
        } else {
            QueueFile.trimAll(directory);
        }
    }

    /** What can't be deleted stays: the failure that led here is what the user has to know. */
    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            return;
        }
    }
}
