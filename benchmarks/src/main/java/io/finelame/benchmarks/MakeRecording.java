package io.finelame.benchmarks;

import io.finelame.bpf.Feature;
import io.finelame.record.Layout;
import io.finelame.record.Loss;
import io.finelame.record.RecordingEnd;
import io.finelame.record.RecordingHeader;
import io.finelame.record.RecordingWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a table of requests (req_id, origin_ts in ns, features by name, label 0 or 1) as a recording, through the
 * recorder's own writer. Attacks come from 127.0.0.66.
 */
public final class MakeRecording {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ADDRESS = 16;
    private static final int COUNTERS_AT = 16;
    private static final int ADDRESS_AT = COUNTERS_AT + Long.BYTES * Feature.values().length;
    private static final int SIZE = ADDRESS_AT + ADDRESS;

    private MakeRecording() {}

    /** @param arguments the table, the configuration whose text goes into the header, the recording to make, how many
     *        snapshots each request is in (1) */
    public static void main(String[] arguments) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]));
                RecordingWriter writer = RecordingWriter.create(Path.of(arguments[2]));
                Arena arena = Arena.ofConfined()) {
            List<String> columns = Arrays.asList(lines.readLine().split(","));
            List<String[]> rows = lines.lines().map(line -> line.split(",")).toList();
            writer.writeHeader(header(columns, Files.readString(Path.of(arguments[1]))));
            MemorySegment keys = arena.allocate(8L * rows.size(), 8);
            MemorySegment values = arena.allocate((long) SIZE * rows.size(), 8);
            for (int i = 0; i < rows.size(); i++) {
                keys.setAtIndex(LONG, i, Long.parseLong(rows.get(i)[columns.indexOf("req_id")]));
                write(values.asSlice((long) SIZE * i, SIZE), columns, rows.get(i));
            }
            int snapshots = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
            long[] losses = new long[Loss.values().length];
            for (int snapshot = 0; snapshot < snapshots; snapshot++) {
                for (long at = 8; snapshot > 0 && at < values.byteSize(); at += SIZE) {
                    values.set(LONG, at, values.get(LONG, at) + 1);
                }
                writer.writeSnapshot(snapshot, Long.MAX_VALUE >> 1, 0, true, rows.size(), losses, rows.size(), keys,
                        values);
            }
            writer.writeEnd(new RecordingEnd("made from a table", new RecordingHeader.ClockPair(0, 0),
                    writer.documents(), snapshots, (long) snapshots * rows.size(), rows.size()));
        }
    }

    private static void write(MemorySegment value, List<String> columns, String[] row) {
        long ts = Long.parseLong(row[columns.indexOf("origin_ts")]);
        value.set(LONG, 0, ts);
        value.set(LONG, 8, ts);
        for (Feature feature : Feature.values()) {
            int column = columns.indexOf(feature.name());
            value.set(LONG, COUNTERS_AT + 8L * feature.ordinal(), column < 0 ? 0 : Long.parseLong(row[column]));
        }
        boolean attack = row[columns.indexOf("label")].equals("1");
        byte[] address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, (byte) (attack ? 66 : 1)};
        MemorySegment.copy(address, 0, value, ValueLayout.JAVA_BYTE, ADDRESS_AT, ADDRESS);
    }

    private static RecordingHeader header(List<String> columns, String configuration) {
        List<Layout.Field> fields = new ArrayList<>(
                List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("latest_ts_update", 8, 8)));
        List<RecordingHeader.Feature> features = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            fields.add(new Layout.Field(feature.field(), COUNTERS_AT + 8 * feature.ordinal(), 8));
            if (columns.contains(feature.name())) {
                features.add(new RecordingHeader.Feature(feature.name(), feature.field()));
            }
        }
        fields.add(new Layout.Field("saddr", ADDRESS_AT, ADDRESS));
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, "table", "table", "none", "none",
                new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", configuration, 60, 100, "snapshots", List.of(),
                features, List.of(), new Layout(SIZE, fields), null, null);
    }
}
