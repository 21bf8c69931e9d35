package io.finelame.record;

import io.finelame.bpf.KernelTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real recorder, in a process of its own, on the real Node.js 12. */
@KernelTest
class RecordNodeTest {
    private static final Path NODEJS = Path.of("../datasets/nodejs").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private String node;
    private String url;
    private Process server;

    @BeforeEach
    void start() throws Exception {
        node = output(new ProcessBuilder(NODEJS.resolve("fetch-node.sh").toString(), "12.0.0"));
        output(new ProcessBuilder(node, NODEJS.resolve("make-pages.js").toString(), pages().toString(), "--count",
                "50"));
        server = start(new ProcessBuilder(node, NODEJS.resolve("server.js").toString(), "--port", "0", "--pages",
                pages().toString()));
        url = server.inputReader().readLine().split(" ")[2];
    }

    @AfterEach
    void stop() {
        for (Process process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private Path pages() {
        return directory.resolve("pages");
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = start(builder.redirectError(ProcessBuilder.Redirect.INHERIT));
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertEquals(0, process.waitFor(), String.join(" ", builder.command()));
        return output;
    }

    /** A recorder that is attached. */
    private Process record() throws IOException {
        Path configuration = directory.resolve("fl_cfg.yml");
        Files.writeString(configuration,
                Files.readString(NODEJS.resolve("fl_cfg.yml")).replace("/usr/local/bin/node", node));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RecordCommand.class.getName(), "--out",
                directory.toString(), configuration.toString(), "node"));
        Process recorder = start(new ProcessBuilder(command).redirectErrorStream(true));
        BufferedReader lines = recorder.inputReader();
        String line = lines.readLine();
        while (line != null && !line.startsWith("attached")) {
            line = lines.readLine();
        }
        assertTrue(line != null, "the recorder ended");
        return recorder;
    }

    private void visit(int requests) throws Exception {
        output(new ProcessBuilder(node, NODEJS.resolve("client.js").toString(), "--url", url, "--list",
                pages().resolve("list.txt").toString(), "--requests", Integer.toString(requests)));
    }

    private void attack(double seconds) throws Exception {
        output(new ProcessBuilder(node, NODEJS.resolve("attack.js").toString(), "--url", url, "--requests", "1",
                "--seconds-each", Double.toString(seconds)));
    }

    private record Recorded(RecordingReader.Health health, Map<Long, List<Long>> cputimes,
            Map<Long, String> origins) {}

    private Recorded read() throws RecordingException {
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
        visit(200);
        recorder.destroy();
        assertEquals(0, recorder.waitFor());
        Recorded recorded = read();

        assertEquals(200, recorded.cputimes().size());
        assertTrue(recorded.origins().values().stream().allMatch("127.0.0.1"::equals), recorded.origins().toString());
        assertTrue(recorded.cputimes().values().stream().allMatch(series -> series.getLast() > 0));
        assertTrue(recorded.health().endedInOrder());
        assertEquals(0, recorded.health().lost());
    }

    @Test
    void record_oneLongRequest_agreesWithProcAndIsSeenInFlight() throws Exception {
        Process recorder = record();
        long before = cpuTime(server.pid());
        attack(1);
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

    @Test
    void record_killed_staysReadableUpToTheLastSnapshot() throws Exception {
        Process recorder = record();
        visit(100);
        visit(100);
        recorder.destroyForcibly().waitFor();
        Recorded recorded = read();

        assertTrue(recorded.cputimes().size() >= 100, "requests: " + recorded.cputimes().size());
        assertFalse(recorded.health().endedInOrder());
        assertEquals(List.of(), recorded.health().damage());
    }
}
