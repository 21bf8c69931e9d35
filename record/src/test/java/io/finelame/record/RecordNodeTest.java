package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real recorder, in a process of its own, on the real Node.js 12. */
@KernelTest
@Tag("slow")
class RecordNodeTest {
    @TempDir
    private Path directory;

    private NodeServer server;

    @BeforeEach
    void start() throws Exception {
        server = NodeServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A recorder that is attached. */
    private Process record(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--out", directory.toString(), server.configuration().toString(), "node"));
        return server.launch(RecordCommand.class, arguments.toArray(String[]::new)).awaitLine("attached").process();
    }

    private record Recorded(RecordingReader.Health health, Map<Long, List<Long>> cputimes,
            Map<Long, String> origins) {}

    private Recorded read() {
        Map<Long, List<Long>> cputimes = new HashMap<>();
        Map<Long, String> origins = new HashMap<>();
        try (RecordingReader reader = RecordingReader.open(directory.resolve("node"))) {
            Layout.Field cputime = reader.header().layout().field("cputime").orElseThrow();
            Layout.Field address = reader.header().layout().field("saddr").orElseThrow();
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int i = 0; i < snapshot.entries(); i++) {
                        cputimes.computeIfAbsent(snapshot.requestId(i), _ -> new ArrayList<>())
                                .add(snapshot.read(i, cputime));
                        origins.put(snapshot.requestId(i),
                                OriginAddress.text(snapshot.value(i).asSlice(address.offset(), address.size())));
                    }
                }
            }
            return new Recorded(reader.health(), cputimes, origins);
        }
    }

    /** CPU time of a process, ns, all threads. */
    private static long cpuTime(long pid) throws IOException {
        long sum = 0;
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                sum += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
            }
        }
        return sum;
    }

    @Test
    void record_visitsUntilSigterm_hasEachRequestAndEndsInOrder() throws Exception {
        Process recorder = record();
        server.visit(200);
        recorder.destroy();
        assertEquals(0, recorder.waitFor());
        Recorded recorded = read();

        assertEquals(200, recorded.cputimes().size());
        assertTrue(recorded.origins().values().stream().allMatch("127.0.0.1"::equals), recorded.origins().toString());
        assertTrue(recorded.cputimes().values().stream().allMatch(series -> series.getLast() > 0));
        assertTrue(recorded.health().endedInOrder());
        assertEquals(0, recorded.health().lost());
    }

    /** Request mappers are attached to a file, and fire in every process that runs it. */
    @Test
    void record_chosenProcess_leavesOutOthersOfTheSameFile() throws Exception {
        try (NodeServer other = NodeServer.start(Files.createDirectory(directory.resolve("other")))) {
            Process recorder = record("--pid", Long.toString(server.pid()));
            other.visit(50);
            server.visit(20);
            recorder.destroy();
            assertEquals(0, recorder.waitFor());
        }

        assertEquals(20, read().cputimes().size());
    }

    @Test
    void record_oneLongRequest_agreesWithProcAndIsSeenInFlight() throws Exception {
        Process recorder = record();
        long before = cpuTime(server.pid());
        server.attack(1);
        long used = cpuTime(server.pid()) - before;
        recorder.destroy();
        recorder.waitFor();
        Recorded recorded = read();

        long attack = recorded.origins().entrySet().stream().filter(entry -> !entry.getValue().equals("127.0.0.1"))
                .mapToLong(Map.Entry::getKey).findFirst().orElseThrow();
        List<Long> series = recorded.cputimes().get(attack);
        assertEquals(used, series.getLast(), used * 0.05);
        assertTrue(series.size() > 3, "not seen while it ran: " + series);
    }

    private void awaitSnapshotOf(int requests) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (read().cputimes().size() < requests && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    @Test
    void record_killed_staysReadableUpToTheLastSnapshot() throws Exception {
        Process recorder = record();
        server.visit(100);
        awaitSnapshotOf(100);
        server.visit(100);
        recorder.destroyForcibly().waitFor();
        Recorded recorded = read();

        assertTrue(recorded.cputimes().size() >= 100, "requests: " + recorded.cputimes().size());
        assertFalse(recorded.health().endedInOrder());
        assertEquals(List.of(), recorded.health().damage());
    }
}
