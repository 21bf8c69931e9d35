package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.file.InputException;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.FaultRow;
import io.finelame.record.inspect.InspectCommand;
import io.finelame.record.summary.RecordingSummary;
import io.finelame.recording.Loss;
import io.finelame.recording.LostEvents;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What goes wrong while the real recorder records the real Node.js 12. -Dfinelame.kills=N: it is killed this often. */
@KernelTest
@SuppressWarnings("restricted")
@Tag("slow")
class RecorderFaultsTest {
    private static final int KILLS = Integer.getInteger("finelame.kills", 2);

    private static final MethodHandle PROGRAM_BY_ID = function(
            SymbolLookup.libraryLookup("libbpf.so.1", Arena.global()), "bpf_prog_get_fd_by_id");
    private static final MethodHandle CLOSE = function(Linker.nativeLinker().defaultLookup(), "close");

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

    @Test
    void record_readyDescriptor_isWrittenAndClosedOnceTheProbesAreAttached() throws Exception {
        Path ready = directory.resolve("attached");
        NodeServer.Command recorder = server.launch(List.of("sh", "-c", "exec \"$@\" 3>" + ready, "sh"), Map.of(),
                RecordCommand.class, "--ready-fd", "3", "--out", directory.toString(),
                server.configuration().toString(), "ready");
        recorder.awaitLine("attached");
        while (Files.size(ready) == 0) {
            Thread.sleep(10);
        }
        assertEquals("attached\n", Files.readString(ready));
        assertFalse(Files.exists(Path.of("/proc", Long.toString(recorder.process().pid()), "fd/3"))
                && Files.isSameFile(ready, Path.of("/proc", Long.toString(recorder.process().pid()), "fd/3")));
        recorder.end();
    }

    @Test
    void record_readyDescriptorThatNobodyOpened_isRefused() throws Exception {
        for (String descriptor : List.of("1", "3", "99")) {
            NodeServer.Command recorder = server.launch(RecordCommand.class, "--ready-fd", descriptor,
                    server.configuration().toString(), "ready");
            assertTrue(recorder.awaitEnd().getFirst().startsWith("finelame: --ready-fd " + descriptor
                    + ": expected a descriptor from 3 on that the caller has opened to write to"));
            assertEquals(2, recorder.process().waitFor());
        }
    }

    private NodeServer.Command record(String label, String... options) throws Exception {
        return launch(Map.of(), label, options).awaitLine("attached");
    }

    private NodeServer.Command launch(Map<String, String> environment, String label, String... options)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        if (!arguments.contains("--out")) {
            arguments.addAll(List.of("--out", directory.toString()));
        }
        if (!Files.exists(directory.resolve("fl_cfg.yml"))) {
            arguments.addAll(List.of("--pid", Long.toString(server.pid())));
        } else {
            arguments.add(server.configuration().toString());
        }
        arguments.add(label);
        return server.launch(environment, RecordCommand.class, arguments.toArray(String[]::new));
    }

    private RecordingSummary summary(String label) {
        return RecordingSummary.read(directory.resolve(label));
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    /** Ids of the eBPF programs that a process holds. */
    private static Set<Integer> programs(long pid) throws IOException {
        Set<Integer> ids = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path descriptor : descriptors) {
                lines(descriptor).stream().filter(line -> line.startsWith("prog_id:"))
                        .forEach(line -> ids.add(Integer.parseInt(line.substring(8).strip())));
            }
        }
        return ids;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException closedMeanwhile) {
            return List.of();
        }
    }

    private static MethodHandle function(SymbolLookup library, String name) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /** Whether the kernel has the program still. */
    private static boolean isLoaded(int program) {
        try {
            int descriptor = (int) PROGRAM_BY_ID.invokeExact(program);
            return descriptor >= 0 && (int) CLOSE.invokeExact(descriptor) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void awaitGone(Set<Integer> programs) throws InterruptedException {
        for (int tries = 0; tries < 100 && programs.stream().anyMatch(RecorderFaultsTest::isLoaded); tries++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertEquals(List.of(), programs.stream().filter(RecorderFaultsTest::isLoaded).toList());
    }

    @Test
    void record_killedAtAnyMoment_isReadableAndLeavesNothingInTheKernel() throws Exception {
        Random random = new Random(1);
        long documents = 0;
        int begun = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            NodeServer.Command recorder = launch(Map.of(), "killed" + kill, "--snapshot-interval", "5", "--fidelity",
                    "events");
            int moment = random.nextInt(4);
            if (moment > 0) {
                recorder.awaitLine("attached");
                server.visit(20 * moment);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(moment == 0 ? 2500 : 100));
            Set<Integer> programs = programs(recorder.process().pid());
            recorder.process().destroyForcibly().waitFor();
            awaitGone(programs);
            assertTrue(moment == 0 || !programs.isEmpty());
            Path recording = directory.resolve("killed" + kill);
            try {
                RecordingReader.Health health = RecordingSummary.read(recording).health();
                assertEquals(List.of(), health.damage(), "kill " + kill);
                assertFalse(health.endedInOrder());
                documents += health.documents();
                begun++;
            } catch (InputException e) {
                assertEquals(0, moment, "kill " + kill + ": " + e.getMessage());
            }
        }
        NodeServer.Command recorder = record("next");
        server.visit(50);
        recorder.end();
        assertEquals(50, summary("next").requests());
        new FaultRow("recorder killed (" + begun + " times after its first document)", KILLS, 0,
                "cut short; %,d whole documents read; no program left in the kernel".formatted(documents)).print();
    }

    @Test
    void record_diskFull_endsInOneLineAndIsReadable() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assertEquals(0, new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", disk.toString())
                .inheritIO().start().waitFor());
        try {
            NodeServer.Command recorder = record("full", "--out", disk.toString());
            server.visit(50);
            byte[] block = new byte[200 << 20];
            Files.write(disk.resolve("other"), block);
            server.visit(50);
            List<String> lines = recorder.awaitEnd();
            assertEquals(1, recorder.process().waitFor());
            assertTrue(lines.getLast().matches("finelame: .*disk/full: only \\d+ MB are left on the disk.*"),
                    lines.toString());
            RecordingReader.Health health = RecordingSummary.read(disk.resolve("full")).health();
            assertEquals(List.of(), health.damage());
            assertEquals("disk full", health.end().reason());
            new FaultRow("disk full: reserve reached", 1, 0, lines.getLast().replaceAll("/\\S*/", "")).print();
        } finally {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }

    /** Faster than the recorder looks: its next page of the file has no place any more. */
    @Test
    void record_diskFullAtOnce_endsInOneLineAndIsReadable() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assertEquals(0, new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", disk.toString())
                .inheritIO().start().waitFor());
        try {
            NodeServer.Command recorder = record("full", "--out", disk.toString(), "--snapshot-interval", "5",
                    "--fidelity", "events");
            server.visit(50);
            signal(recorder.process(), "STOP");
            new ProcessBuilder("dd", "if=/dev/zero", "of=" + disk.resolve("other"), "bs=64k")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            server.visit(200);
            signal(recorder.process(), "CONT");
            List<String> lines = recorder.awaitEnd();
            assertEquals(1, recorder.process().waitFor(), lines.toString());
            assertTrue(lines.getLast().startsWith("finelame: ") && lines.getLast().contains("disk"),
                    lines.toString());
            RecordingReader.Health health = RecordingSummary.read(disk.resolve("full")).health();
            assertEquals(List.of(), health.damage());
            new FaultRow("disk full at once", 1, 0, lines.getLast().replaceAll("/\\S*/", "")).print();
        } finally {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }

    @Test
    void record_suspendedForSeconds_losesNothingThatIsNotCounted() throws Exception {
        NodeServer.Command recorder = record("suspended", "--fidelity", "events");
        server.visit(100);
        signal(recorder.process(), "STOP");
        server.visit(300);
        TimeUnit.SECONDS.sleep(2);
        signal(recorder.process(), "CONT");
        server.visit(100);
        recorder.end();

        RecordingSummary summary = summary("suspended");
        assertEquals(500, summary.requests());
        assertEquals(List.of(), summary.health().damage());
        assertEquals(summary.health().losses()[Loss.EVENTS.ordinal()],
                summary.health().lostEvents().stream().mapToLong(LostEvents::count).sum());
        new FaultRow("recorder suspended for seconds (SIGSTOP)", 1, 0,
                "500 of 500 requests, %,d lost".formatted(summary.health().lost())).print();
    }

    @Test
    void record_mapFull_countsEachRequestThatFoundNoRoom() throws Exception {
        Path configuration = server.configuration();
        Files.writeString(configuration, Files.readString(configuration) + "\nmax_requests: 16\n");
        NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(),
                "--snapshot-interval", "100000", configuration.toString(), "small").awaitLine("attached");
        server.visit(100);
        List<String> lines = recorder.end();

        RecordingSummary summary = summary("small");
        long lost = summary.health().losses()[Loss.DATAPOINTS.ordinal()];
        assertTrue(lost > 0 && summary.requests() + lost >= 100, summary.requests() + " and " + lost);
        String status = lines.stream().filter(line -> line.contains(" in flight ")).reduce((_, last) -> last)
                .orElseThrow();
        assertTrue(status.endsWith(String.format("  %,d lost", summary.health().lost())), lines.toString());
        CommandOutcome inspected = CommandOutcome.of(new InspectCommand(), directory.resolve("small").toString());
        assertTrue(inspected.out().contains("%,d requests that did not fit".formatted(lost)), inspected.out());
        new FaultRow("datapoints map full (16 requests fit)", 1, 0,
                lost + " counted in the recording, in inspect and on the terminal").print();
    }

    private static boolean countsCacheMisses() {
        try (PerfEvent _ = PerfEvent.open(PerfEvent.Kind.CACHE_MISSES, 1_000_000, 0)) {
            return true;
        } catch (BpfException noPmu) {
            return false;
        }
    }

    /** On a machine with a PMU, nothing is skipped. */
    @Test
    void record_skipUnavailable_namesWhatIsMissingAndRecordsTheRest() throws Exception {
        Path configuration = server.configuration();
        Files.writeString(configuration, Files.readString(configuration)
                + "\nhardware_monitors: [{event: cache-misses, fn_name: probe_cache_miss}]\n");
        NodeServer.Command recorder = server.launch(RecordCommand.class, "--skip-unavailable", "--out",
                directory.toString(), configuration.toString(), "skipped").awaitLine("attached");
        server.visit(20);
        List<String> lines = recorder.end();

        boolean counted = countsCacheMisses();
        assertEquals(counted, lines.stream().noneMatch(line -> line.startsWith("skipped: ")), lines.toString());
        RecordingSummary summary = summary("skipped");
        assertEquals(counted, summary.header().features().stream()
                .anyMatch(feature -> feature.name().equals("REQ_CACHE_MISSES")));
        assertEquals(20, summary.requests());
        if (!counted) {
            NodeServer.Command refused = server.launch(RecordCommand.class, "--out", directory.toString(),
                    configuration.toString(), "refused");
            assertTrue(refused.awaitEnd().getFirst().contains("cache-misses"));
            assertEquals(1, refused.process().waitFor());
        }
    }

    @Test
    void record_requestThatIsIdleForLong_leavesTheMapAndComesBack() throws Exception {
        Path configuration = server.configuration();
        Files.writeString(configuration, Files.readString(configuration) + "\nidle_timeout: 1\n");
        NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(),
                configuration.toString(), "idle").awaitLine("attached");
        try (Connection connection = new Connection(server.url())) {
            connection.get("/");
            Thread.sleep(3000);
            connection.get("/");
            recorder.end();
        }

        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("idle"));
        assertEquals(1, requests.size());
        RecordedRequest afterwards = requests.getFirst();
        assertEquals(0, afterwards.get("tcp_idle_time"), "its counters begin anew");
        assertTrue(afterwards.get("tcp_sent") > 0);
    }

    @Test
    void record_serverRestarted_hasTheRequestsOfBoth() throws Exception {
        server.configuration();
        NodeServer.Command recorder = record("restarted");
        server.visit(50);
        server.restart();
        server.visit(50);
        recorder.end();

        assertEquals(100, summary("restarted").requests());
        new FaultRow("server killed and restarted", 1, 0, "100 of 100 requests").print();
    }

    @Test
    void record_twoRecordersAtOnce_bothHaveEverything() throws Exception {
        NodeServer.Command one = record("one");
        NodeServer.Command two = record("two");
        server.visit(100);
        one.end();
        two.end();

        for (String label : List.of("one", "two")) {
            RecordingSummary summary = summary(label);
            assertEquals(100, summary.requests());
            assertEquals(0, summary.health().lost());
            assertTrue(summary.health().endedInOrder());
        }
        new FaultRow("two recorders at once", 1, 0, "100 of 100 requests in each").print();
    }

    @Test
    void next_whileItIsRecordedAndTheReaderRests_givesWhatAReaderAfterwardsGets() throws Exception {
        NodeServer.Command recorder = record("live", "--snapshot-interval", "10");
        long documents = 1;
        try (RecordingReader reader = RecordingReader.open(directory.resolve("live"))) {
            reader.next();
            for (int rest = 0; rest < 4; rest++) {
                server.visit(25);
                while (reader.next() != null) {
                    documents++;
                }
            }
            recorder.end();
            while (reader.next() != null) {
                documents++;
            }
            assertEquals(List.of(), reader.health().damage());
            assertTrue(reader.health().endedInOrder());
            assertEquals(reader.health().documents(), summary("live").health().documents());
        }
        new FaultRow("read while it is written, by a reader that rests", 1, 0,
                "%,d documents live as afterwards".formatted(documents)).print();
    }

    /** The machine's clock is left alone: the recorder alone is told another time. */
    @Test
    void record_clockStepped_keepsEveryDocumentInItsPlace() throws Exception {
        Path library = directory.resolve("step.so");
        Path step = directory.resolve("step");
        assertEquals(0, new ProcessBuilder("clang", "-shared", "-fPIC", "-O1", "-o", library.toString(),
                Path.of(getClass().getResource("clock-step.c").toURI()).toString()).inheritIO().start().waitFor());
        NodeServer.Command recorder = launch(
                Map.of("LD_PRELOAD", library.toString(), "CLOCK_STEP", step.toString()), "stepped")
                .awaitLine("attached");
        server.visit(25);
        for (int seconds : List.of(-2 * 3600, 24 * 3600, 0)) {
            Files.writeString(step, Integer.toString(seconds));
            TimeUnit.MILLISECONDS.sleep(300);
            server.visit(25);
        }
        recorder.end();

        RecordingSummary summary = summary("stepped");
        assertEquals(List.of(), summary.health().damage());
        assertEquals(100, summary.requests());
        assertTrue(summary.health().endedInOrder());
        new FaultRow("clock stepped by -2 h, +26 h, -24 h (for the recorder alone)", 3, 0,
                "100 of 100 requests, in order").print();
    }
}
