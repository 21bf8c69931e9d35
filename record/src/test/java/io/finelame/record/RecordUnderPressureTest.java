package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.record.inspect.InspectCommand;
import io.finelame.record.summary.RecordingSummary;
import io.finelame.recording.Loss;
import io.finelame.recording.LostEvents;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The recorder where load, memory, disk or file system are not what it would like. */
@KernelTest
@Tag("slow")
class RecordUnderPressureTest {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    /** The root is an ordinary directory, which no table of mounts has. Links to directories, e.g. /lib, stay links. */
    private static final String CHROOT = """
                                         set -eu
                                         root=$1; shift
                                         for entry in /*; do
                                             if [ -L "$entry" ]; then
                                                 cp -P "$entry" "$root$entry"
                                             elif [ -d "$entry" ]; then
                                                 mkdir "$root$entry"
                                                 mount --rbind "$entry" "$root$entry"
                                             fi
                                         done
                                         mkdir "$root/recordings"
                                         exec chroot "$root" "$@"
                                         """;

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

    private NodeServer.Command record(List<String> wrapper, String out, String... options) throws IOException {
        String[] arguments = Stream.concat(Stream.of(options),
                Stream.of("--out", out, "--pid", Long.toString(server.pid()), "monday")).toArray(String[]::new);
        return server.launch(wrapper, Map.of(), RecordCommand.class, arguments);
    }

    private NodeServer.Command record(String... options) throws IOException {
        return record(List.of(), directory.toString(), options).awaitLine("attached");
    }

    private RecordingSummary summary() {
        return RecordingSummary.read(directory.resolve("monday"));
    }

    /** @return requests that were answered */
    private long load(int seconds) throws IOException {
        Process wrk = new ProcessBuilder(Prerequisite.file("/usr/bin/wrk", "wrk").toString(), "--threads", "1",
                "--connections", "20", "--duration", seconds + "s",
                server.url().toString()).redirectErrorStream(true).start();
        String said = new String(wrk.getInputStream().readAllBytes());
        Matcher requests = REQUESTS.matcher(said);
        assertTrue(requests.find(), said);
        return Long.parseLong(requests.group(1));
    }

    private static void signal(Process process, String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    /** The ring buffer has room for 300,000 updates; the recorder sleeps, and finds it full. */
    @Test
    void record_ringBufferFullUnderLoad_countsEachUpdateAndRequestThatItLost() throws Exception {
        NodeServer.Command recorder = record("--fidelity", "events");
        signal(recorder.process(), "STOP");
        long answered = load(5);
        signal(recorder.process(), "CONT");
        answered += load(1);
        List<String> said = recorder.end();

        RecordingSummary summary = summary();
        RecordingReader.Health health = summary.health();
        long lost = health.losses()[Loss.EVENTS.ordinal()];
        assertTrue(lost > 0, said.toString());
        assertEquals(lost, health.lostEvents().stream().mapToLong(LostEvents::count).sum());
        assertEquals(List.of(), health.damage());
        long found = summary.requests() + health.losses()[Loss.DATAPOINTS.ordinal()];
        assertTrue(found >= answered, found + " of " + answered);
        String status = said.stream().filter(line -> line.contains(" in flight ")).reduce((_, last) -> last)
                .orElseThrow();
        assertTrue(status.endsWith(String.format("  %,d lost", health.lost())), said.toString());
        CommandOutcome inspected = CommandOutcome.of(new InspectCommand(), directory.resolve("monday").toString());
        assertTrue(inspected.out().contains("%,d updates that did not fit into the ring buffer".formatted(lost)),
                inspected.out());
        assertEquals(0, inspected.exitCode());
    }

    @Test
    void record_cgroupOf256Megabytes_hasEveryRequest() throws Exception {
        try (MemoryCgroup cgroup = MemoryCgroup.of(256)) {
            NodeServer.Command recorder = record(cgroup.wrapper(), directory.toString(), "--fidelity", "events")
                    .awaitLine("attached");
            long answered = load(2);
            recorder.end();

            assertTrue(summary().requests() >= answered, summary().requests() + " of " + answered);
            assertEquals(List.of(), summary().health().damage());
        }
    }

    @Test
    void record_smallHeap_failsWithOneLine() throws Exception {
        NodeServer.Command recorder = server.launchScript(Map.of("FINELAME_JAVA_OPTIONS", "-Xmx12m"), "record", "--out",
                directory.toString(), "--pid", Long.toString(server.pid()), "--duration", "2", "monday");

        List<String> said = recorder.awaitEnd();
        assertTrue(said.getFirst().matches(
                "finelame: out of memory \\(heap of \\d+ MB\\): increase it, e.g. with FINELAME_JAVA_OPTIONS=-Xmx8g"),
                said.toString());
        assertEquals(1, said.size(), said.toString());
        assertEquals(1, recorder.process().waitFor());
    }

    @Test
    void record_diskFullFromTheStart_failsWithOneLine() throws Exception {
        List<String> said = record(List.of("unshare", "--mount", "sh", "-c",
                "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"", directory.resolve("pages").toString()),
                directory.resolve("pages").toString()).awaitEnd();

        assertEquals(List.of("finelame: " + directory.resolve("pages/monday")
                + ": only 1 MB are left on the disk, 134 are kept in reserve: free some space"), said);
    }

    @Test
    void record_directoryRemoved_endsWithOneLine() throws Exception {
        NodeServer.Command recorder = record();
        server.visit(20);
        assertEquals(0, new ProcessBuilder("rm", "-r", directory.resolve("monday").toString()).start().waitFor());

        List<String> said = recorder.awaitEnd();
        assertTrue(said.getFirst().startsWith("attached "), said.toString());
        assertEquals("finelame: " + directory.resolve("monday") + ": was removed, or renamed, while it was recorded:"
                + " record again, and leave it where it is until the end", said.getLast());
        assertEquals(1, recorder.process().waitFor());
        assertFalse(Files.exists(directory.resolve("monday")));
    }

    @Test
    void record_rootDirectoryThatIsNoMountPoint_hasTheRequests() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        NodeServer.Command recorder = record(
                List.of("unshare", "--mount", "sh", "-c", CHROOT, "sh", root.toString()), "/recordings")
                .awaitLine("attached");
        server.visit(20);
        List<String> said = recorder.end();

        assertTrue(said.getFirst().startsWith("attached "), said.toString());
        assertEquals(20, RecordingSummary.read(root.resolve("recordings/monday")).requests());
    }
}
