package io.finelame.benchmarks;

import io.finelame.bpf.finelame.Feature;
import io.finelame.recording.Layout;
import io.finelame.recording.Loss;
import io.finelame.recording.RecordingEnd;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingHeader.ClockPair;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Datapoints of made-up requests, laid out as in finelame.h, and recordings of them through the recorder's own writer. Each
 * request lives for {@link #LIFE} snapshots; all have the same number in flight. Not thread-safe.
 */
public final class SampleRecording {
    public static final List<Feature> FEATURES = List.of(Feature.REQ_CPUTIME, Feature.REQ_MEM_MALLOC,
            Feature.REQ_PGFLT, Feature.REQ_IDLE_TIME, Feature.REQ_TCP_SENT, Feature.REQ_TCP_RCVD);
    static final int LATEST_AT = 8;
    static final int COUNTERS_AT = 16;
    static final int ADDRESS_AT = 160;
    private static final int ADDRESS = 16;
    private static final int SIZE = 176;
    static final Layout LAYOUT = layout();
    static final int LIFE = 20;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int INTERVAL_MS = 100;
    private static final long INTERVAL_NS = 1_000_000L * INTERVAL_MS;
    private static final double TRAINING_SHARE = 0.2;
    private static final String CONFIGURATION = "model_params: {k: 3, features: ["
            + String.join(", ", FEATURES.stream().map(Feature::name).toList()) + "]}\n"
            + "applications: [{exec_path: /usr/bin/none, mapper: auto}]\n" + "request_stats: {"
            + String.join(", ", FEATURES.stream()
                    .map(feature -> feature.name() + ": {datapoint: " + feature.field() + "}").toList())
            + "}\n";

    private final MemorySegment keys;
    private final MemorySegment values;
    private final int inFlight;
    private final SplittableRandom random = new SplittableRandom(1);
    private long requests;
    private long snapshots;

    public SampleRecording(Arena arena, int inFlight) {
        this.inFlight = inFlight;
        this.keys = arena.allocate(8L * inFlight, 8);
        this.values = arena.allocate((long) SIZE * inFlight, 8);
        for (int slot = 0; slot < inFlight; slot++) {
            begin(slot);
        }
    }

    /** @param arguments how many datapoints, how many of them in each snapshot, the recording to make */
    public static void main(String[] arguments) throws IOException {
        long datapoints = Long.parseLong(arguments[0]);
        int inFlight = Integer.parseInt(arguments[1]);
        long wanted = datapoints / inFlight;
        try (Arena arena = Arena.ofConfined();
                RecordingWriter writer = RecordingWriter.create(Path.of(arguments[2]))) {
            SampleRecording sample = new SampleRecording(arena, inFlight);
            writer.writeHeader(header(LAYOUT, FEATURES, CONFIGURATION, TRAINING_SHARE * wanted * INTERVAL_MS / 1000));
            for (long snapshot = 0; snapshot < wanted; snapshot++) {
                sample.advance();
                sample.append(writer);
            }
            end(writer, sample.requests);
        }
    }

    /** The next interval: a part of the requests ends and makes room for new ones, and the others use some more. */
    public void advance() {
        snapshots++;
        for (int slot = 0; slot < inFlight; slot++) {
            if (snapshots > 1 && slot % LIFE == snapshots % LIFE) {
                begin(slot);
            }
            long at = (long) SIZE * slot;
            values.set(LONG, at + LATEST_AT, snapshots * INTERVAL_NS - slot);
            // Three kinds of requests, so that there is something to cluster.
            long heavy = 1L << 3 * (keys.getAtIndex(LONG, slot) % 3);
            for (Feature feature : FEATURES) {
                long counter = at + COUNTERS_AT + 8L * feature.ordinal();
                values.set(LONG, counter, values.get(LONG, counter) + random.nextLong(heavy << 10, heavy << 12));
            }
        }
    }

    private void begin(int slot) {
        long at = (long) SIZE * slot;
        values.asSlice(at, SIZE).fill((byte) 0);
        keys.setAtIndex(LONG, slot, ++requests);
        values.set(LONG, at, snapshots * INTERVAL_NS + slot);
        writeAddress(values, at, (byte) 1);
    }

    static void writeAddress(MemorySegment values, long at, byte last) {
        byte[] address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, last};
        MemorySegment.copy(address, 0, values, ValueLayout.JAVA_BYTE, at + ADDRESS_AT, ADDRESS);
    }

    /** All requests in flight, as one snapshot. */
    public void append(RecordingWriter writer) throws IOException {
        writer.writeSnapshot(writer.snapshots(), snapshots * INTERVAL_NS, 0, false, inFlight,
                new long[Loss.values().length], inFlight, keys, values);
    }

    static void end(RecordingWriter writer, long requests) throws IOException {
        writer.writeEnd(new RecordingEnd("made up", new ClockPair(0, 0), writer.documents(), writer.snapshots(),
                writer.entries(), requests, List.of()));
    }

    /** The header of a recording that begins at time 0. */
    public static RecordingHeader header(Layout layout, List<Feature> features, String configuration,
            double trainTime) {
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, "made up", "sample", "none", "none",
                new ClockPair(0, 0), "fl_cfg.yml", configuration, trainTime, INTERVAL_MS, "snapshots", List.of(),
                features.stream().map(feature -> new RecordingHeader.Feature(feature.name(), feature.field())).toList(),
                List.of(), layout, null, null);
    }

    /** The header of a recording of the datapoints that this makes. */
    public static RecordingHeader header() {
        return header(LAYOUT, FEATURES, CONFIGURATION, 1);
    }

    private static Layout layout() {
        List<Layout.Field> fields = new ArrayList<>(
                List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("latest_ts_update", LATEST_AT, 8)));
        for (Feature feature : Feature.values()) {
            fields.add(new Layout.Field(feature.field(), COUNTERS_AT + 8 * feature.ordinal(), 8));
        }
        fields.add(new Layout.Field("saddr", ADDRESS_AT, ADDRESS));
        return new Layout(SIZE, fields);
    }

    /** A place for a recording that doesn't exist yet. */
    public static Path newDirectory() throws IOException {
        return Files.createTempDirectory("finelame-benchmark").resolve("recording");
    }

    /** Where {@link #newDirectory} made it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory.getParent())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
