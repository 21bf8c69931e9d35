package io.finelame.recording;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Written by the writer into a real queue, read back by the reader. */
class RecordingTest {
    /** The writer looks whether the disk has room five times a second. */
    private static final long NEXT_CHECK_MS = 300;

    private static final Layout LAYOUT = new Layout(16,
            List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("cputime", 8, 8)));

    @TempDir
    private Path temporary;

    private static RecordingHeader header() {
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                new RecordingHeader.ClockPair(1000, 2000), "fl_cfg.yml", "applications: []", 20, 100, "snapshots",
                List.of(), List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime")), List.of(), LAYOUT, LAYOUT,
                LAYOUT);
    }

    /** One snapshot of [entries] requests: ids from 1, cputime = id * factor. */
    private static void snapshot(RecordingWriter writer, long number, int entries, long factor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = arena.allocate(8L * Math.max(entries, 1), 8);
            MemorySegment values = arena.allocate(16L * Math.max(entries, 1), 8);
            for (int i = 0; i < entries; i++) {
                keys.setAtIndex(ValueLayout.JAVA_LONG, i, i + 1);
                values.setAtIndex(ValueLayout.JAVA_LONG, 2L * i, 7);
                values.setAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1, (i + 1) * factor);
            }
            writer.writeSnapshot(number, 1000 + number, 2000 + number, false, entries, new long[Loss.values().length],
                    entries, keys.asSlice(0, 8L * entries), values.asSlice(0, 16L * entries));
        }
    }

    private Path record(int snapshots, int entries) throws IOException {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(header());
            for (int i = 0; i < snapshots; i++) {
                snapshot(writer, i, entries, i + 1);
            }
            writer.writeEnd(new RecordingEnd("duration", new RecordingHeader.ClockPair(3000, 4000), writer.documents(),
                    writer.snapshots(), writer.entries(), entries, List.of()));
        }
        return directory;
    }

    private static Path queueFile(Path directory) throws IOException {
        return InputFile.ofRecording(directory).getFirst();
    }

    private static List<Long> cputimes(RecordingReader reader) {
        List<Long> values = new ArrayList<>();
        while (reader.next() instanceof Document document) {
            if (document instanceof Document.Snapshot snapshot) {
                for (int i = 0; i < snapshot.entries(); i++) {
                    values.add(snapshot.read(i, LAYOUT.fields().get(1)));
                }
            }
        }
        return values;
    }

    @Test
    void read_whatWasWritten_isTheSame() throws Exception {
        Path directory = record(3, 2);

        try (RecordingReader reader = RecordingReader.open(directory)) {
            assertEquals(header(), reader.header());
            assertEquals(List.of(1L, 2L, 2L, 4L, 3L, 6L), cputimes(reader));
            assertTrue(reader.health().endedInOrder());
            assertEquals(List.of(), reader.health().damage());
            assertEquals(3, reader.health().snapshots());
        }
    }

    /** Even a reserve that no disk could keep is none where the free space is unknown, as /proc's. */
    @Test
    void write_freeSpaceUnknown_writesOn() throws Exception {
        Path directory = temporary.resolve("recording");
        FreeSpace unknown = new FreeSpace(Path.of("/proc"));
        try (RecordingWriter writer = RecordingWriter.create(directory, RollCycles.FAST_HOURLY, Long.MAX_VALUE,
                unknown)) {
            assertFalse(writer.watchesSpace());
            writer.writeHeader(header());
            snapshot(writer, 0, 2, 1);
        }

        try (RecordingReader reader = RecordingReader.open(directory)) {
            assertEquals(List.of(1L, 2L), cputimes(reader));
        }
    }

    @Test
    void read_moreThanIsMappedAtOnce_isTheSame() throws Exception {
        Path directory = record(8, 600_000);

        assertTrue(Files.size(queueFile(directory)) > 100_000_000);
        try (RecordingReader reader = RecordingReader.open(directory)) {
            long sum = 0;
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int i = 0; i < snapshot.entries(); i++) {
                        sum += snapshot.read(i, LAYOUT.fields().get(1));
                    }
                }
            }
            assertEquals(36L * 600_000 * 600_001 / 2, sum);
            assertEquals(List.of(), reader.health().damage());
        }
    }

    @Test
    void read_byChronicleItself_hasEveryDocument() throws Exception {
        Path directory = record(3, 2);

        int documents = 0;
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory.toFile()).readOnly(true)
                .rollCycle(RollCycles.FAST_HOURLY).build(); ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        break;
                    }
                    assertEquals(RecordingFormat.MAGIC, context.wire().bytes().readInt());
                    documents++;
                }
            }
        }
        assertEquals(7, documents);
    }

    @Test
    void read_snapshotTooLargeForOneDocument_isSplitAndWhole() throws Exception {
        Path directory = record(1, 900_000);

        try (RecordingReader reader = RecordingReader.open(directory)) {
            assertEquals(900_000, cputimes(reader).size());
            assertEquals(1, reader.health().snapshots());
            assertTrue(reader.health().documents() > 3);
        }
    }

    @Test
    void read_whileItIsWritten_follows() throws Exception {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(header());
            snapshot(writer, 0, 1, 5);
            try (RecordingReader reader = RecordingReader.open(directory)) {
                assertEquals(List.of(5L), cputimes(reader));
                snapshot(writer, 1, 1, 9);
                assertEquals(List.of(9L), cputimes(reader));
                assertFalse(reader.health().endedInOrder());
            }
        }
    }

    /** As a recorder leaves it that is killed between a document's last byte and the header word that makes it one. */
    @Test
    void read_lastDocumentLacksItsHeaderWord_isReadNoLess() throws Exception {
        Path file = queueFile(record(20, 3));
        byte[] bytes = Files.readAllBytes(file);
        int last = lastHeaderWord(file);
        java.util.Arrays.fill(bytes, last, last + QueueFile.HEADER, (byte) 0);
        Files.write(file, bytes);
        try (RecordingReader reader = RecordingReader.open(file.getParent())) {
            assertEquals(60, cputimes(reader).size());
            assertTrue(reader.health().endedInOrder());
            assertEquals(List.of(), reader.health().damage());
        }
    }

    private static int lastHeaderWord(Path path) throws IOException {
        try (QueueFile file = QueueFile.open(path)) {
            long last = 0;
            long position = 0;
            while (true) {
                switch (file.slot(position)) {
                    case QueueFile.Slot.Data data -> {
                        last = position;
                        position = data.next();
                    }
                    case QueueFile.Slot.Metadata metadata -> position = metadata.next();
                    default -> {
                        return (int) last;
                    }
                }
            }
        }
    }

    @Test
    void read_oneByteFlippedInTheDocuments_isNoticedAndTheRestIsRead() throws Exception {
        Path file = queueFile(record(20, 3));
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            int at = 68_000 + random.nextInt(whole.length - 68_000);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try (RecordingReader reader = RecordingReader.open(file.getParent())) {
                List<Long> values = cputimes(reader);

                assertTrue(values.size() >= 57, at + ": " + values.size());
                assertEquals(0, values.size() % 3);
            }
        }
    }

    @Test
    void open_notARecording_saysSo() throws Exception {
        Files.writeString(temporary.resolve("note.txt"), "no queue");

        assertEquals(temporary + ": not a recording: it has no *.cq4 file; expected what finelame record makes",
                assertThrows(InputException.class, () -> RecordingReader.open(temporary)).getMessage());
    }

    @Test
    void open_randomBytes_saysSo() throws Exception {
        byte[] noise = new byte[200_000];
        new Random(4).nextBytes(noise);
        Files.write(temporary.resolve("20260101-00F.cq4"), noise);

        assertTrue(assertThrows(InputException.class, () -> RecordingReader.open(temporary)).getMessage()
                .contains("not a recording"));
    }

    @Test
    void create_directoryExists_refuses() throws Exception {
        Path directory = record(1, 1);

        assertThrows(java.nio.file.FileAlreadyExistsException.class, () -> RecordingWriter.create(directory));
    }

    @Test
    void create_recording_isItsOwnersAlone() throws Exception {
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(record(1, 1))));
    }

    @Test
    void next_moreScoresThanOneDocumentHolds_allAreReadBack() throws Exception {
        Path directory = temporary.resolve("recording");
        int count = 1_000_000;
        try (RecordingWriter writer = RecordingWriter.create(directory); Arena arena = Arena.ofConfined()) {
            writer.writeHeader(header());
            MemorySegment keys = arena.allocate(8L * count, 8);
            MemorySegment values = arena.allocate(16L * count, 8);
            for (int i = 0; i < count; i++) {
                keys.setAtIndex(ValueLayout.JAVA_LONG, i, i);
                values.setAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1, -i);
            }
            writer.writeScores(5, count, keys, values);
        }

        Layout.Field field = LAYOUT.field("cputime").orElseThrow();
        int read = 0;
        try (RecordingReader reader = RecordingReader.open(directory)) {
            reader.next();
            while (reader.next() instanceof Document.Scores scores) {
                for (int entry = 0; entry < scores.count(); entry++) {
                    assertEquals(read, scores.requestId(entry));
                    assertEquals(-read, scores.read(entry, field));
                    read++;
                }
            }
        }
        assertEquals(count, read);
    }

    @Test
    void next_aDeployedModel_isReadBackAsItWas() throws Exception {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(header());
            writer.writeDeployment(5, 2, "{\"k\": 3}");
        }

        try (RecordingReader reader = RecordingReader.open(directory)) {
            reader.next();
            Document.Deployment deployment = (Document.Deployment) reader.next();
            assertEquals("{\"k\": 3}", deployment.model());
            assertEquals(2, deployment.generation());
        }
    }

    @Test
    void lostEvents_stretchesThatTouch_areOne() {
        LostEvents.Collector collector = new LostEvents.Collector();
        collector.note(10, new long[]{0, 0});
        collector.note(20, new long[]{5, 0});
        collector.note(30, new long[]{6, 2});
        collector.note(40, new long[]{6, 2});
        collector.note(50, new long[]{7, 2});

        assertEquals(List.of(new LostEvents(0, 6, 10, 30), new LostEvents(1, 2, 20, 30), new LostEvents(0, 1, 40, 50)),
                collector.stretches());
    }

    @Test
    void close_recordingWithoutASnapshot_leavesItsLabelFree() throws Exception {
        Path failed = temporary.resolve("failed");
        try (RecordingWriter writer = RecordingWriter.create(failed)) {
            writer.deleteIfEmpty();
            writer.writeHeader(header());
        }

        assertFalse(Files.exists(failed));
    }

    @Test
    void write_directoryRenamedMeanwhile_saysSoAndKeepsWhatWasWritten() throws Exception {
        Path directory = temporary.resolve("recording");
        Path renamed = temporary.resolve("renamed");
        RecordingWriter writer = RecordingWriter.create(directory);
        writer.writeHeader(header());
        snapshot(writer, 0, 2, 1);
        Files.move(directory, renamed);
        Thread.sleep(NEXT_CHECK_MS);

        UnwritableException failure = assertThrows(UnwritableException.class, () -> snapshot(writer, 1, 2, 2));
        writer.writeEnd(new RecordingEnd(failure.reason(), new RecordingHeader.ClockPair(3000, 4000),
                writer.documents(), writer.snapshots(), writer.entries(), 2));
        assertThrows(UncheckedIOException.class, writer::close);
        assertTrue(failure.getMessage().startsWith(directory + ": was removed, or renamed, "), failure.getMessage());
        try (RecordingReader reader = RecordingReader.open(renamed)) {
            assertEquals(List.of(1L, 2L), cputimes(reader));
            assertEquals("directory removed", reader.health().end().reason());
        }
    }

    @Test
    void create_diskWithoutRoom_leavesTheLabelFree() {
        Path failed = temporary.resolve("failed");

        assertThrows(UnwritableException.class,
                () -> RecordingWriter.create(failed, RollCycles.FAST_HOURLY, Long.MAX_VALUE));
        assertFalse(Files.exists(failed));
    }

    @Test
    void json_layout_hasOnlyWhatTheFormatSays() throws IOException {
        Layout layout = new Layout(8, List.of(new Layout.Field("cputime", 0, 8)));

        assertEquals("{\"size\":8,\"fields\":[{\"name\":\"cputime\",\"offset\":0,\"size\":8}]}",
                RecordingFormat.JSON.writeValueAsString(layout));
    }
}
