package io.finelame.replay.evaluate;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingWriter;
import io.finelame.replay.ReplayCommand;
import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.anomaly.kinds.ConnectionCpuSigmaKind;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** CPU time per connection. */
class ConnectionSumsTest {
    private static final long MS = 1_000_000;
    private static final String PEER = "192.0.2.1";

    @TempDir
    private Path temporary;

    /** Requests of CPU time, in the order of their begins; {@code series} has each one's times and values in turn. */
    private static RequestTable table(String[] origins, int[] ports, int[] places, long[][] series) {
        int rows = series.length;
        int[] start = new int[rows + 1];
        LongColumn times = LongColumn.of();
        LongColumn values = LongColumn.of();
        for (int row = 0; row < rows; row++) {
            start[row + 1] = start[row] + series[row].length / 2;
            for (int i = 0; i < series[row].length; i += 2) {
                times.add(series[row][i]);
                values.add(series[row][i + 1]);
            }
        }
        long[] firsts = Arrays.stream(series).mapToLong(points -> points[0]).toArray();
        return new RequestTable(List.of("REQ_CPUTIME"), new long[rows], origins, LongColumn.of(firsts), start, times,
                times, List.of(values), ports, places);
    }

    private static int[] connections(String[] origins, int[] ports, int... places) {
        long[][] series = new long[places.length][];
        Arrays.setAll(series, row -> new long[]{row, 1});
        return ConnectionSums.connections(table(origins, ports, places, series));
    }

    @Test
    void connections_placesGoUp_areOneConnectionOfEachPeer() {
        assertArrayEquals(new int[]{0, 1, 0, 1, 2}, connections(new String[]{PEER, PEER, PEER, PEER, "192.0.2.2"},
                new int[]{7, 8, 7, 8, 7}, 0, 0, 1, 1, 0));
    }

    @Test
    void connections_portUsedAgain_isAnotherConnection() {
        String[] origins = {PEER, PEER, PEER, PEER};
        assertArrayEquals(new int[]{0, 0, 1, 1}, connections(origins, new int[]{7, 7, 7, 7}, 0, 1, 0, 3));
        assertArrayEquals(new int[]{0, 0, 0, 1},
                connections(origins, new int[]{7, 7, 7, 7}, 65_534, 65_535, 65_535, 2));
    }

    @Test
    void connections_placesNotRecorded_areByPeerAlone() {
        assertArrayEquals(new int[]{0, 0}, connections(new String[]{PEER, PEER}, new int[]{7, 7}, -1, -1));
    }

    /** Its requests end with their connections, and its clients use ports again. */
    @Test
    void connections_recordingWithoutPlaces_areItsRequestsIfTheBoundaryIsTheConnection() throws Exception {
        RequestTable table = RecordedRequests.read(Path.of("../datasets/nodejs/recording")).table();
        assertEquals(table.rows(), Arrays.stream(ConnectionSums.connections(table)).distinct().count());
        assertTrue(IntStream.range(0, table.rows()).mapToObj(row -> table.origins()[row] + " " + table.ports()[row])
                .distinct().count() < table.rows());
    }

    @Test
    void connections_unknownPeer_isOneForEachRequest() {
        assertArrayEquals(new int[]{0, 1, 2, 3},
                connections(new String[]{"", "", PEER, PEER}, new int[]{7, 7, 0, 0}, 0, 1, 0, 1));
    }

    @Test
    void of_requestsThatOverlap_hasWhatTheConnectionHadUsedByThen() {
        RequestTable sums = ConnectionSums.of(table(new String[]{PEER, PEER, PEER}, new int[]{7, 7, 8},
                new int[]{0, 1, 0}, new long[][]{{10, 5, 30, 8}, {20, 100, 40, 101}, {15, 1_000}}));

        assertEquals(List.of(5L, 108L, 105L, 109L, 1_000L), sums.points().getFirst().stream().boxed().toList());
    }

    /** Connections of 8 and of 12 ms: mean 10, standard deviation 2, so that three of those make 16 ms. */
    @Test
    void train_connectionsOfTwoKinds_acceptsUpToMeanPlusThreeDeviations() {
        double[][] sums = new double[100][];
        Arrays.setAll(sums, i -> new double[]{(i % 2 == 0 ? 8 : 12) * MS});
        AnomalyModel model = new ConnectionCpuSigmaKind()
                .train(new TrainingData(List.of("REQ_CPUTIME"), sums, new ThresholdRule.Max(), 42, Map.of()));

        assertTrue(model.excess(new double[]{16 * MS}) <= 1);
        assertTrue(model.excess(new double[]{16 * MS + 1_000}) > 1);
    }

    /**
     * Visitors' connections of four requests of 1 ms or of 2 ms each, and one after the train time that asks for 30 of 2 ms, none of
     * which is more than a visitor's.
     */
    @Test
    void replay_manySmallRequestsOnAConnection_areFlaggedByConnectionAlone() throws Exception {
        List<long[]> requests = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            requests.add(new long[]{i * 100L, 2_000 + i / 4, i % 4, (1 + i / 4 % 2) * MS});
        }
        for (int i = 0; i < 30; i++) {
            requests.add(new long[]{30_000 + i * 10, 9_000, i, 2 * MS});
        }
        Path recording = record(requests);
        Path sweep = Files.writeString(temporary.resolve("sweep.yml"),
                "models: [cpu-sigma, connection-cpu-sigma, connection-cpu-sigma sigmas=100]\n");
        Path labels = Files.writeString(temporary.resolve("labels.csv"),
                "req_id,label\n" + IntStream.rangeClosed(401, 430).mapToObj(id -> id + ",many\n")
                        .collect(Collectors.joining()) + ",legitimate\n");
        CommandOutcome outcome = CommandOutcome.of(new ReplayCommand(), "--sweep", sweep.toString(), "--labels",
                labels.toString(), "--out", temporary.resolve("swept").toString(), recording.toString());

        assertEquals(0, outcome.exitCode(), outcome.toString());
        List<SweepRow> runs = Files.readAllLines(temporary.resolve("swept/runs.csv")).stream().skip(1)
                .map(SweepRow::parse).toList();
        // 4 and 8 ms: the limit is mean 6 + 3 x 2, which the seventh request of 2 ms passes, and with 100 none.
        assertEquals(List.of("0 0 yes", "24 0 no", "0 0 no"), runs.stream().map(run -> String.join(" ",
                run.text(SweepColumn.TRUE_POSITIVES), run.text(SweepColumn.FALSE_POSITIVES),
                run.text(SweepColumn.DEPLOYABLE)))
                .toList());
    }

    @Test
    void replay_connectionModelAlone_saysThatItHasNoRunDirectory() throws Exception {
        Path recording = record(List.of(new long[]{0, 7, 0, MS}, new long[]{1, 8, 0, MS}));
        CommandOutcome outcome = CommandOutcome.of(new ReplayCommand(), "--type", "connection-cpu-sigma", "--k", "1",
                "--out", temporary.resolve("run").toString(), recording.toString());

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("finelame: the connection-cpu-sigma model can't be deployed"),
                outcome.err());
    }

    /** @param requests begin (ms), peer's port, place on the connection, CPU time (ns) */
    private Path record(List<long[]> requests) throws IOException {
        Path directory = temporary.resolve("recording");
        Layout layout = new Layout(64,
                List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("latest_ts_update", 8, 8),
                        new Layout.Field("cputime", 16, 8), new Layout.Field("sport", 24, 2),
                        new Layout.Field("nth", 26, 2), new Layout.Field("saddr", 32, 16)));
        try (RecordingWriter writer = RecordingWriter.create(directory); Arena arena = Arena.ofConfined()) {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml",
                    "applications: [{exec_path: /bin/true, mapper: auto}]\n", 20, 100, "snapshots", List.of(),
                    List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime")), List.of(), layout, null, null));
            int count = requests.size();
            MemorySegment keys = arena.allocate(8L * count, 8);
            MemorySegment values = arena.allocate(64L * count, 8);
            for (int i = 0; i < count; i++) {
                long[] request = requests.get(i);
                MemorySegment value = values.asSlice(64L * i, 64);
                keys.setAtIndex(ValueLayout.JAVA_LONG, i, i + 1);
                value.set(ValueLayout.JAVA_LONG, 0, request[0] * MS);
                value.set(ValueLayout.JAVA_LONG, 8, (request[0] + 5) * MS);
                value.set(ValueLayout.JAVA_LONG, 16, request[3]);
                value.set(ValueLayout.JAVA_SHORT, 24, (short) request[1]);
                value.set(ValueLayout.JAVA_SHORT, 26, (short) request[2]);
                value.set(ValueLayout.JAVA_BYTE, 47, (byte) 1);
            }
            writer.writeSnapshot(0, 60_000 * MS, 60_000 * MS, true, count, new long[8], count, keys, values);
        }
        return directory;
    }
}
