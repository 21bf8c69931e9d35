package io.finelame.recording;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.testing.FaultRow;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A recording's file, damaged at random: documents that the damage leaves whole are all read, none is altered, and what is
 * missing is named. -Dfinelame.corruptions=N: this often.
 */
class DamagedRecordingTest {
    private static final int TIMES = Integer.getInteger("finelame.corruptions", 100);
    private static final int SNAPSHOTS = 60;

    @TempDir
    private Path temporary;

    private Path file;
    private byte[] whole;
    private Map<Long, String> documents;

    @BeforeEach
    void record() throws Exception {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory); Arena arena = Arena.ofConfined()) {
            Layout layout = new Layout(16,
                    List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("cputime", 8, 8)));
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(1000, 2000), "fl_cfg.yml", "applications: []", 20, 100, "snapshots",
                    List.of(), List.of(), List.of(), layout, null, null));
            Random random = new Random(1);
            for (int i = 0; i < SNAPSHOTS; i++) {
                int entries = random.nextInt(30);
                MemorySegment keys = arena.allocate(8L * entries + 8, 8);
                MemorySegment values = arena.allocate(16L * entries + 16, 8);
                for (int j = 0; j < entries; j++) {
                    keys.setAtIndex(ValueLayout.JAVA_LONG, j, random.nextLong());
                    values.setAtIndex(ValueLayout.JAVA_LONG, 2L * j, random.nextLong());
                }
                writer.writeSnapshot(i, 1000 + i, 2000 + i, false, entries, new long[Loss.values().length], entries,
                        keys.asSlice(0, 8L * entries), values.asSlice(0, 16L * entries));
            }
            writer.writeEnd(new RecordingEnd("duration", new RecordingHeader.ClockPair(3000, 4000), writer.documents(),
                    writer.snapshots(), writer.entries(), 0, List.of()));
        }
        file = InputFile.ofRecording(directory).getFirst();
        whole = Files.readAllBytes(file);
        documents = read(RecordingReader.open(directory));
        assertEquals(SNAPSHOTS + 1, documents.size());
    }

    /** What snapshots and the end say, by sequence number. */
    private static Map<Long, String> read(RecordingReader reader) {
        Map<Long, String> found = new TreeMap<>();
        try (reader) {
            while (reader.next() instanceof Document document) {
                if (!(document instanceof Document.Header)) {
                    found.put(document.sequence(), text(document));
                }
            }
        }
        return found;
    }

    private static String text(Document document) {
        return document instanceof Document.Snapshot snapshot
                ? snapshot.snapshot() + " " + snapshot.entries() + " "
                        + Arrays.toString(snapshot.keys().bytes().toArray(RecordingFormat.LONG))
                        + Arrays.toString(snapshot.values().bytes().toArray(RecordingFormat.LONG))
                : document.toString();
    }

    private interface Damage {
        byte[] damage(byte[] whole, Random random);
    }

    /** Cut anywhere, but the first bytes are there: without them, there is nothing to look for. */
    private static byte[] cut(byte[] whole, Random random) {
        return Arrays.copyOf(whole, random.nextInt(whole.length));
    }

    private static byte[] flip(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        for (int bits = 1 + random.nextInt(64); bits > 0; bits--) {
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private static byte[] flipOne(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        int from = ForgedRecording.documents(whole).getFirst() - QueueFile.HEADER;
        damaged[from + random.nextInt(whole.length - from)] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }

    private static byte[] overwrite(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        byte[] block = new byte[1 + random.nextInt(8192)];
        if (random.nextBoolean()) {
            random.nextBytes(block);
        }
        int at = random.nextInt(whole.length);
        System.arraycopy(block, 0, damaged, at, Math.min(block.length, whole.length - at));
        return damaged;
    }

    private void damaged(String fault, Damage damage) throws IOException {
        long lost = 0;
        long unreadable = 0;
        List<Integer> places = ForgedRecording.documents(whole);
        for (int seed = 0; seed < TIMES; seed++) {
            byte[] damaged = damage.damage(whole, new Random(seed));
            Files.write(file, damaged);
            List<Long> intact = places.stream().filter(at -> isIntact(damaged, at))
                    .map(at -> MemorySegment.ofArray(whole).get(RecordingFormat.LONG, at + RecordingFormat.SEQUENCE_AT))
                    .toList();
            try (RecordingReader reader = RecordingReader.open(file.getParent())) {
                Map<Long, String> found = read(reader);
                for (Map.Entry<Long, String> document : documents.entrySet()) {
                    String expected = intact.contains(document.getKey()) ? document.getValue() : null;
                    assertEquals(expected, found.get(document.getKey()), fault + ", seed " + seed + ", document "
                            + document.getKey() + ": " + reader.health().damage());
                }
                lost += documents.size() - found.size();
                RecordingReader.Health health = reader.health();
                assertTrue(found.size() == documents.size() || !health.damage().isEmpty() || !health.endedInOrder(),
                        fault + ", seed " + seed + ": nothing is said about it");
                assertTrue(health.damage().stream().allMatch(line -> line.startsWith(file.toString())
                        && line.matches(".*(byte|bytes|documents) \\d+.*")), health.damage().toString());
            } catch (InputException e) {
                assertTrue(intact.stream().noneMatch(sequence -> !documents.containsKey(sequence)),
                        fault + ", seed " + seed + ": a header is whole, but: " + e.getMessage());
                assertTrue(e.getMessage().contains("not a recording"), e.getMessage());
                lost += documents.size();
                unreadable++;
            }
        }
        new FaultRow(fault, TIMES, lost, "file, bytes, documents" + (unreadable > 0
                ? "; " + unreadable + " times 'not a recording': no header was left"
                : "")).print();
    }

    private boolean isIntact(byte[] damaged, int at) {
        int end = at + RecordingFormat.PREFIX
                + MemorySegment.ofArray(whole).get(RecordingFormat.INT, at + RecordingFormat.LENGTH_AT);
        return end <= damaged.length && Arrays.equals(whole, at, end, damaged, at, end);
    }

    @Test
    void read_cutAnywhere_hasWhatIsWhole() throws Exception {
        damaged("queue file cut anywhere", DamagedRecordingTest::cut);
    }

    @Test
    void read_oneBitFlipped_hasWhatIsWhole() throws Exception {
        damaged("one bit flipped in the documents", DamagedRecordingTest::flipOne);
    }

    @Test
    void read_upTo64BitsFlipped_hasWhatIsWhole() throws Exception {
        damaged("up to 64 bits flipped anywhere", DamagedRecordingTest::flip);
    }

    @Test
    void read_blockOverwritten_hasWhatIsWhole() throws Exception {
        damaged("up to 8 KB zeroed or overwritten", DamagedRecordingTest::overwrite);
    }

    /** The mapped memory behind the new end is gone: reading it is a SIGBUS. */
    @Test
    void next_fileCutWhileItIsRead_goesOnOrSaysSo() throws Exception {
        int times = Math.max(20, TIMES / 10);
        long lost = 0;
        for (int seed = 0; seed < times; seed++) {
            Files.write(file, whole);
            Random random = new Random(seed);
            try (RecordingReader reader = RecordingReader.open(file.getParent())) {
                Map<Long, String> found = new TreeMap<>();
                for (int i = random.nextInt(SNAPSHOTS); i > 0; i--) {
                    reader.next();
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(random.nextInt(whole.length));
                }
                while (reader.next() instanceof Document document) {
                    if (!(document instanceof Document.Header)) {
                        found.put(document.sequence(), text(document));
                    }
                }
                found.forEach((sequence, text) -> assertEquals(documents.get(sequence), text));
                assertTrue(!reader.health().damage().isEmpty() || !reader.health().endedInOrder());
                lost += SNAPSHOTS - reader.health().snapshots();
            }
        }
        new FaultRow("queue file cut while it is read", times, lost, "file, byte").print();
    }

    private static RecordingReader.Health health(Path recording) {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            while (reader.next() != null) {
                // Its health is that of what was read.
            }
            return reader.health();
        }
    }

    @Test
    void next_hugeHoleInTheFile_readsWhatIsBehindIt() throws Exception {
        int at = ForgedRecording.documents(whole).get(20) - QueueFile.HEADER;
        long hole = 32 << 20;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(at);
            channel.write(java.nio.ByteBuffer.wrap(whole, at, whole.length - at), at + hole);
        }

        RecordingReader.Health health = health(file.getParent());
        assertEquals(SNAPSHOTS, health.snapshots());
        assertTrue(health.endedInOrder());
        assertEquals(file + ": bytes " + at + " to " + (at + hole + QueueFile.HEADER)
                + " skipped: no document where one was expected", health.damage().getFirst());
    }
}
