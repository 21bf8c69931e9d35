package io.finelame.benchmarks;

import io.finelame.bpf.finelame.Feature;
import io.finelame.recording.Loss;
import io.finelame.recording.RecordingWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a table of requests (req_id, origin_ts in ns, features by name, label 0 or 1) as a recording, through the
 * recorder's own writer. Attacks come from 127.0.0.66.
 */
public final class MakeRecording {
    private MakeRecording() {}

    /** @param arguments the table, the configuration whose text goes into the header, the recording to make, how many
     *        snapshots each request is in (1) */
    public static void main(String[] arguments) throws IOException {
        int size = SampleRecording.LAYOUT.size();
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]));
                RecordingWriter writer = RecordingWriter.create(Path.of(arguments[2]));
                Arena arena = Arena.ofConfined()) {
            List<String> columns = Arrays.asList(lines.readLine().split(","));
            List<String[]> rows = lines.lines().map(line -> line.split(",")).toList();
            List<Feature> features = Arrays.stream(Feature.values())
                    .filter(feature -> columns.contains(feature.name())).toList();
            writer.writeHeader(SampleRecording.header(SampleRecording.LAYOUT, features,
                    Files.readString(Path.of(arguments[1])), 60));
            MemorySegment keys = arena.allocate(8L * rows.size(), 8);
            MemorySegment values = arena.allocate((long) size * rows.size(), 8);
            for (int i = 0; i < rows.size(); i++) {
                keys.setAtIndex(SampleRecording.LONG, i, Long.parseLong(rows.get(i)[columns.indexOf("req_id")]));
                write(values.asSlice((long) size * i, size), columns, features, rows.get(i));
            }
            int snapshots = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
            int began = columns.indexOf("origin_ts");
            long end = rows.stream().mapToLong(row -> Long.parseLong(row[began])).max().orElse(0) + snapshots;
            long[] losses = new long[Loss.values().length];
            for (int snapshot = 0; snapshot < snapshots; snapshot++) {
                for (long at = SampleRecording.LATEST_AT; snapshot > 0 && at < values.byteSize(); at += size) {
                    values.set(SampleRecording.LONG, at, values.get(SampleRecording.LONG, at) + 1);
                }
                writer.writeSnapshot(snapshot, end, 0, true, rows.size(), losses, rows.size(), keys,
                        values);
            }
            SampleRecording.end(writer, rows.size());
        }
    }

    private static void write(MemorySegment value, List<String> columns, List<Feature> features, String[] row) {
        long ts = Long.parseLong(row[columns.indexOf("origin_ts")]);
        value.set(SampleRecording.LONG, 0, ts);
        value.set(SampleRecording.LONG, SampleRecording.LATEST_AT, ts);
        for (Feature feature : features) {
            value.set(SampleRecording.LONG, SampleRecording.COUNTERS_AT + 8L * feature.ordinal(),
                    Long.parseLong(row[columns.indexOf(feature.name())]));
        }
        boolean attack = row[columns.indexOf("label")].equals("1");
        SampleRecording.writeAddress(value, 0, (byte) (attack ? 66 : 1));
    }
}
