package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The features beyond the original's, on requests that are known to use them. */
@KernelTest
@Tag("slow")
class FeaturesTest {
    private static final String MONITOR = """
                                          resource_monitors:
                                              - event: '%s'
                                                in_fn_name: '%s'
                                                type: 't'
                                                side: 'k'
                                          """;
    private static final long WAITED_NS = 200_000_000;
    private static final long SILENCE_MS = 2000;

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

    /** What a client does on its connection. */
    private interface Client {
        void use(Connection connection) throws Exception;
    }

    /** The one request for this path, with one monitor beside those of automatic mapping. */
    private RecordedRequest record(String path, String event, String monitor) throws Exception {
        return record(event, monitor, connection -> connection.get(path));
    }

    /** The client's connection is open until recording is over. */
    private RecordedRequest record(String event, String monitor, Client client) throws Exception {
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"),
                MONITOR.formatted(event, monitor) + "applications:\n    - exec_path: '" + server.node()
                        + "'\n      mapper: 'auto'\n");
        NodeServer.Command recorder = server.launch(RecordCommand.class, "--out", directory.toString(),
                configuration.toString(), "features").awaitLine("attached");
        try (Connection connection = new Connection(server.url())) {
            client.use(connection);
            recorder.end();
        }
        List<RecordedRequest> requests = RecordedRequest.read(directory.resolve("features"));
        assertEquals(1, requests.size());
        return requests.getFirst();
    }

    @Test
    void probeFileIo_requestThatWritesAndReadsAFile_countsItsBytes() throws Exception {
        RecordedRequest request = record("/files", "raw_syscalls:sys_exit", "probe_file_io");

        assertEquals(100_000, request.get("file_written"));
        assertEquals(100_000, request.get("file_read"));
    }

    @Test
    void probeFdsOpened_requestThatOpensAFileTwice_countsTwo() throws Exception {
        assertEquals(2, record("/files", "raw_syscalls:sys_exit", "probe_fds_opened").get("fds_opened"));
    }

    @Test
    void probeSyscalls_requestWithFiles_countsThem() throws Exception {
        long calls = record("/files", "raw_syscalls:sys_enter", "probe_syscalls").get("syscalls");

        assertTrue(calls >= 10 && calls < 200, "system calls: " + calls);
    }

    @Test
    void probeOffcpu_requestThatWaitsOnAFutex_countsTheWaitAsBoth() throws Exception {
        RecordedRequest request = record("/wait", "sched_switch", "probe_offcpu");

        assertEquals(WAITED_NS, request.get("futex_wait"), WAITED_NS * 0.2);
        assertTrue(request.get("offcpu") >= request.get("futex_wait"));
    }

    @Test
    void probePeerWait_halfARequest_growsWhileItsPeerIsSilent() throws Exception {
        RecordedRequest request = record("sched_switch", "probe_peer_wait", connection -> {
            connection.send("GET /main HTTP/1.1\r\n");
            Thread.sleep(SILENCE_MS);
        });

        assertLasted(request, "peer_wait");
    }

    @Test
    void probePeerWait_answerThatIsNotTaken_growsWhileItWaits() throws Exception {
        RecordedRequest request = record("sched_switch", "probe_peer_wait", connection -> {
            connection.send("GET /large HTTP/1.1\r\nHost: server\r\n\r\n");
            Thread.sleep(SILENCE_MS);
        });

        assertLasted(request, "peer_wait");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/main", "/timer", "/asks", "/pool", "/child"})
    void probePeerWait_answeredRequest_doesNotGrowAfterwards(String path) throws Exception {
        RecordedRequest request = record("sched_switch", "probe_peer_wait", connection -> {
            connection.get(path);
            Thread.sleep(SILENCE_MS);
        });

        // Until the answer, a busy machine lets it wait for as long as it likes.
        assertTrue(request.get("peer_wait") <= request.get("answered_ts") - request.get("first_ts"),
                "waited " + request.get("peer_wait") + " ns");
    }

    @Test
    void probeAge_halfARequest_growsWhileItIsInFlight() throws Exception {
        RecordedRequest request = record("sock_send_length", "probe_age", connection -> {
            connection.send("GET /main HTTP/1.1\r\n");
            Thread.sleep(SILENCE_MS);
        });

        assertLasted(request, "age");
    }

    @Test
    void probeAge_answeredRequest_isTheTimeUntilTheAnswer() throws Exception {
        RecordedRequest request = record("sock_send_length", "probe_age", connection -> {
            connection.get("/timer");
            Thread.sleep(SILENCE_MS);
        });

        assertEquals(request.get("answered_ts") - request.get("first_ts"), request.get("age"));
        assertTrue(request.get("age") > 0);
    }

    /** What passes until the recorder has ended is part of it; what passed since it looked last is not. */
    private static void assertLasted(RecordedRequest request, String field) {
        long waited = request.get(field);
        assertTrue(waited > SILENCE_MS * 850_000 && waited < SILENCE_MS * 10_000_000, "waited " + waited + " ns");
    }

    @Test
    void probeOffcpu_requestThatOnlyComputes_waitsLittle() throws Exception {
        RecordedRequest request = record("/main", "sched_switch", "probe_offcpu");

        assertTrue(request.get("futex_wait") < WAITED_NS / 4, "futex: " + request.get("futex_wait"));
    }
}
