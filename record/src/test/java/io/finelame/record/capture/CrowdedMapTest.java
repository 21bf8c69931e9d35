package io.finelame.record.capture;

import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.Connection;
import io.finelame.record.NodeServer;
import io.finelame.record.RecordCommand;
import io.finelame.record.RecordedRequest;
import io.finelame.record.summary.RecordingSummary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class CrowdedMapTest {
    private static final StructLayout LAYOUT = new StructLayout("datapoint", 32,
            List.of(new StructLayout.Field("latest_ts_update", 0, 8), new StructLayout.Field("saddr", 8, 16),
                    new StructLayout.Field("finished", 24, 1)));
    private static final long NOW = 1_000;
    private static final int PLACES = 256;
    private static final int SNAPSHOT_MS = 100;

    @TempDir
    private Path directory;

    /** @param requests peer and time of the latest update of each, in turns */
    private static List<Integer> toLeave(int places, long... requests) {
        try (Arena arena = Arena.ofConfined()) {
            int entries = requests.length / 2;
            MemorySegment values = arena.allocate(32L * entries, 8);
            for (int entry = 0; entry < entries; entry++) {
                values.set(ValueLayout.JAVA_LONG, 32L * entry, requests[2 * entry + 1]);
                values.set(ValueLayout.JAVA_LONG, 32L * entry + 16, requests[2 * entry]);
            }
            return new CrowdedMap(places, LAYOUT).toLeave(values, entries, NOW);
        }
    }

    @Test
    void toLeave_mapWithRoom_leavesAll() {
        assertEquals(List.of(), toLeave(8, 1, 10, 1, 20, 1, 30, 2, 5));
    }

    @Test
    void toLeave_crowdedMap_takesTheLongestIdleOfThePeerWithMost() {
        assertEquals(List.of(2), toLeave(4, 2, 1, 1, 30, 1, 10, 1, 20));
    }

    @Test
    void toLeave_peersWithAsMany_takesOfBoth() {
        assertEquals(List.of(1, 3), toLeave(3, 2, 20, 2, 10, 1, 40, 1, 30).stream().sorted().toList());
    }

    @Test
    void toLeave_requestsThatWereJustUpdated_stay() {
        assertEquals(List.of(0), toLeave(3, 1, 10, 1, NOW, 1, NOW + 1, 1, NOW + 2));
    }

    /** Half a request, and nothing more, on more connections than the map has places; then visitors from another address. */
    @KernelTest
    @Test
    void record_mapFilledByOnePeer_hasTheOthersRequests() throws Exception {
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"), """
                                                                                max_requests: %d
                                                                                applications:
                                                                                  - exec_path: '/usr/bin/node'
                                                                                    mapper: 'auto'
                                                                                """.formatted(PLACES));
        List<Connection> idle = new ArrayList<>();
        try (NodeServer server = NodeServer.start(directory)) {
            NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(), "--pid",
                    Long.toString(server.pid()), configuration.toString(), "crowd").awaitLine("attached");
            for (int i = 0; i < 2 * PLACES; i++) {
                Connection connection = new Connection(server.url());
                connection.send("GET / HTTP/1.1\r\n");
                idle.add(connection);
                // Fewer between two snapshots than a quarter of the places.
                Thread.sleep(SNAPSHOT_MS / 20);
            }
            recorder.awaitLine("idle requests left it early");
            server.visit(20);
            recorder.end();
        }
        for (Connection connection : idle) {
            connection.close();
        }

        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("crowd"));
        assertEquals(2 * PLACES, requests.stream().filter(request -> request.get("tcp_sent") == 0).count());
        assertEquals(20, requests.stream().filter(request -> request.get("tcp_sent") > 0).count());
        List<String> warnings = RecordingSummary.read(directory.resolve("crowd")).health().end().warnings();
        assertTrue(warnings.stream().anyMatch(line -> line.contains("max_requests: 256")
                && line.contains("idle requests left it early")), warnings.toString());
    }
}
