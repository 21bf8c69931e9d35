package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.record.inspect.InspectCommand;
import io.finelame.record.stack.RecordedStacks;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The real recorder samples the stacks of a real server. */
@KernelTest
@Tag("slow")
class StacksLiveTest {
    private static final long BURNT_NS = 200_000_000;
    /** Of OpenSSL, in the thread pool. */
    private static final String HASH = "sha512_block_data_order";

    @TempDir
    private Path directory;

    private NodeServer server;

    @BeforeEach
    void start() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void record(String... paths) throws Exception {
        NodeServer.Command recorder = server
                .launch(RecordCommand.class, "--stacks", "--out", directory.toString(), "--pid",
                        Long.toString(server.pid()), "auto")
                .awaitLine("attached");
        try (Connection connection = new Connection(server.url())) {
            for (String path : paths) {
                connection.get(path);
            }
        }
        recorder.end();
    }

    private RecordedStacks stacks() {
        RecordedStacks stacks = new RecordedStacks();
        try (RecordingReader reader = RecordingReader.open(directory.resolve("auto"))) {
            while (reader.next() instanceof Document document) {
                stacks.note(document);
            }
        }
        return stacks;
    }

    private static long samplesOf(RecordedStacks stacks, long request) {
        return stacks.counts().stream().filter(count -> count.request() == request)
                .mapToLong(RecordedStacks.Count::samples).sum();
    }

    /** Whether the request is known at once, or only when its answer is sent. */
    @ParameterizedTest
    @ValueSource(strings = {"/main", "/timer", "/pool", "/child"})
    void record_requestThatBurns_hasAsManySamplesAsItsCpuTime(String path) throws Exception {
        record(path);

        RecordedRequest request = RecordedRequest.read(directory.resolve("auto")).getFirst();
        RecordedStacks stacks = stacks();
        assertEquals(10_000_000, stacks.periodNs());
        double sampledNs = samplesOf(stacks, request.id()) * 10e6;
        assertTrue(
                sampledNs > 0.6 * request.get("cputime") && sampledNs < 1.4 * request.get("cputime") + BURNT_NS / 4.0,
                path + ": " + sampledNs + " ns by samples, " + request.get("cputime") + " ns charged");
    }

    @Test
    void inspect_stacksAndPprof_nameTheFunctionsOfEachRequest() throws Exception {
        record("/main", "/pool");
        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("auto"));

        String pool = inspect("--stacks", "--request", Long.toString(requests.get(1).id()));
        long hashing = pool.lines().filter(line -> line.contains(HASH))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))).sum();
        assertTrue(hashing * 10_000_000 > BURNT_NS / 4, pool);
        assertFalse(pool.contains("[truncated]"), pool);
        String main = inspect("--stacks", "--request", Long.toString(requests.getFirst().id()));
        assertFalse(main.isEmpty() || main.contains(HASH), main);
        Path profile = directory.resolve("profile.pb.gz");
        inspect("--pprof", profile.toString());
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(profile))) {
            String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(bytes.contains(HASH) && bytes.contains("nanoseconds"));
        }
    }

    private String inspect(String... arguments) {
        return CommandOutcome.of(new InspectCommand(), Stream
                .concat(Stream.of(arguments), Stream.of(directory.resolve("auto").toString())).toArray(String[]::new))
                .out();
    }
}
