package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.FaultRow;
import io.finelame.record.inspect.InspectCommand;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Servers that nobody prepared: the real recorder with no configuration at all. */
@KernelTest
@Tag("slow")
class AutomaticMappingTest {
    /** Well above what a request costs that burns nothing, and below what it burns. */
    private static final long BURNT_NS = 40_000_000;

    @TempDir
    private Path directory;

    private NodeServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private NodeServer.Command record(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--out", directory.toString()));
        arguments.addAll(List.of(options));
        return server.launch(RecordCommand.class, arguments.toArray(String[]::new)).awaitLine("attached");
    }

    private NodeServer.Command recordPid() throws Exception {
        return record("--pid", Long.toString(server.pid()), "auto");
    }

    private List<RecordedRequest> read(String label) {
        return RecordedRequest.read(directory.resolve(label));
    }

    @Test
    void record_pidWithoutConfiguration_hasEachRequest() throws Exception {
        server = NodeServer.start(directory);
        NodeServer.Command recorder = recordPid();
        server.visit(200);
        recorder.end();

        List<RecordedRequest> requests = read("auto");
        assertEquals(200, requests.size());
        assertTrue(requests.stream().allMatch(request -> request.get("cputime") > 0 && request.get("tcp_sent") > 0));
    }

    @Test
    void record_clientOverIpv6_isNamedByItsAddress() throws Exception {
        server = NodeServer.idle(directory);
        server.listen("python3", "-u", "-c", """
                                             import http.server, socket
                                             class Server(http.server.HTTPServer):
                                                 address_family = socket.AF_INET6
                                             server = Server(("::1", 0), http.server.SimpleHTTPRequestHandler)
                                             print(f"listening on http://[::1]:{server.server_port}")
                                             server.serve_forever()""");
        NodeServer.Command recorder = recordPid();
        try (Connection connection = new Connection(server.url(), "::1")) {
            connection.send("GET / HTTP/1.0\r\n\r\n");
            connection.receive();
        }
        recorder.end();

        assertEquals(1, read("auto").size());
        String csv = CommandOutcome.of(new InspectCommand(), "--csv", directory.resolve("auto").toString()).out();
        assertTrue(csv.lines().skip(1).allMatch(line -> line.contains(",::1,")), csv);
    }

    /** Where it was burnt, the request is charged for it. */
    @ParameterizedTest
    @ValueSource(strings = {"/main", "/timer", "/asks", "/passes", "/pool", "/child", "/"})
    void record_cpuTimeOfOneRequest_isWhatTheServerUsed(String path) throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        NodeServer.Command recorder = recordPid();
        try (Connection connection = new Connection(server.url())) {
            connection.get(path);
        }
        recorder.end();

        long cputime = read("auto").getFirst().get("cputime");
        long least = path.equals("/") ? 0 : BURNT_NS;
        assertTrue(cputime > least && cputime < least + 1_000_000_000, path + " used " + cputime + " ns");
    }

    /** The worker passes it to a back end that is recorded too. */
    @Test
    void record_requestThroughTwoProcesses_isOneRequestOfTheClient() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        NodeServer.Command recorder = recordPid();
        try (Connection connection = new Connection(server.url())) {
            connection.get("/passes");
        }
        recorder.end();

        List<RecordedRequest> requests = read("auto");
        assertEquals(1, requests.size());
        assertTrue(requests.getFirst().get("cputime") > BURNT_NS, "used " + requests.getFirst().get("cputime") + " ns");
    }

    @Test
    void record_processThatIsStartedLater_isRecordedToo() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        NodeServer.Command recorder = recordPid();
        try (Connection connection = new Connection(server.url())) {
            connection.get("/fork");
        }
        URI second = URI.create(server.awaitOutput().split(" ")[2]);
        try (Connection connection = new Connection(second)) {
            connection.get("/main");
        }
        recorder.end();

        List<RecordedRequest> requests = read("auto");
        assertEquals(2, requests.size());
        assertTrue(requests.getLast().get("cputime") > BURNT_NS);
        new FaultRow("server forks", 1, 0, "the child's requests are recorded too").print();
    }

    @Test
    void record_keptConnection_hasARequestForEachAnswer() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        NodeServer.Command recorder = recordPid();
        try (Connection connection = new Connection(server.url())) {
            for (String path : List.of("/", "/main", "/", "/pool")) {
                connection.get(path);
            }
        }
        recorder.end();

        List<Long> cputimes = read("auto").stream().map(request -> request.get("cputime")).toList();
        assertEquals(List.of(false, true, false, true), cputimes.stream().map(ns -> ns > BURNT_NS).toList(),
                "CPU times: " + cputimes);
    }

    @Test
    void record_slowBody_isOneRequestWithItsIdleTime() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        NodeServer.Command recorder = recordPid();
        long idle;
        try (Connection connection = new Connection(server.url())) {
            long began = System.nanoTime();
            connection.send("GET /main HTTP/1.1\r\nHost: server\r\n");
            Thread.sleep(500);
            connection.send("X-Slow: 1\r\n\r\n");
            idle = System.nanoTime() - began;
            connection.receive();
        }
        recorder.end();

        RecordedRequest request = read("auto").getFirst();
        assertEquals(1, read("auto").size());
        assertTrue(request.get("tcp_idle_time") > 250_000_000 && request.get("tcp_idle_time") <= idle,
                "idle: " + request.get("tcp_idle_time"));
    }

    /** What the mappers say of one kept connection that carries three requests. */
    @ParameterizedTest
    @ValueSource(strings = {"connection", "response"})
    void record_requestBoundary_choosesWhatARequestIs(String boundary) throws Exception {
        server = NodeServer.start(directory);
        String annotated = Files.readString(server.configuration()).replace("    monitors:\n",
                "    request_boundary: '" + boundary + "'\n    monitors:\n");
        String automatic = annotated.replaceAll("(?s)    monitors:.*?\napplications:",
                "    mapper: 'auto'\napplications:");
        Path annotatedFile = Files.writeString(directory.resolve("annotated.yml"), annotated);
        Path automaticFile = Files.writeString(directory.resolve("automatic.yml"), automatic);
        NodeServer.Command first = record(annotatedFile.toString(), "annotated");
        NodeServer.Command second = record(automaticFile.toString(), "automatic");
        try (Connection connection = new Connection(server.url())) {
            for (int i = 1; i <= 3; i++) {
                connection.get("/page-0000" + i + ".html");
            }
        }
        first.end();
        second.end();

        int expected = boundary.equals("response") ? 3 : 1;
        assertEquals(expected, read("annotated").size());
        assertEquals(expected, read("automatic").size());
        assertEquals(read("annotated").stream().map(request -> request.get("tcp_sent")).toList(),
                read("automatic").stream().map(request -> request.get("tcp_sent")).toList());
    }

    @Test
    void record_commandThatItStarts_recordsItsFirstRequestAndEndsIt() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        String script = Path.of(AutomaticMappingTest.class.getResource("kinds-of-work.js").toURI()).toString();
        NodeServer.Command recorder = record("started", "--", server.node(), script).awaitLine("listening on");
        try (Connection connection = new Connection(URI.create(recorder.lastLine().split(" ")[2]))) {
            connection.get("/main");
        }
        ProcessHandle started = recorder.process().descendants().findFirst().orElseThrow();
        recorder.end();

        assertEquals(1, read("started").size());
        assertFalse(started.isAlive());
    }
}
