package io.finelame.datasets;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.record.NodeServer;
import io.finelame.record.RecordCommand;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.ReplayCommand;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tools for slow attacks against Python's ThreadingHTTPServer, one after another in one recording. */
@KernelTest
class SlowToolTest {
    private static final String TOOLS = "127.0.0.1";
    private static final String VISITORS = "127.0.0.2";
    private static final String LATER_VISITORS = "127.0.0.3";
    private static final int LARGE_BYTES = 8_000_000;
    /** Far above what a visitor pauses for. */
    private static final long LONG_NS = 5_000_000_000L;

    @TempDir
    private static Path directory;
    private static final Map<SlowTool, Window> WINDOWS = new EnumMap<>(SlowTool.class);
    /** By what requests waited for their peers, and by what they sent. */
    private static List<Request> byWaits;
    private static List<Request> byBytes;

    /** CLOCK_MONOTONIC ns. */
    private record Window(long from, long to) {}

    private record Request(String origin, long beganNs, long waitedNs, long received, boolean flagged) {}

    @BeforeAll
    static void record() throws Exception {
        Python.require();
        Path pages = Files.createDirectory(directory.resolve("pages"));
        Files.writeString(pages.resolve("page.html"), "a page ".repeat(1500));
        Files.writeString(pages.resolve("large.html"), "x".repeat(LARGE_BYTES));
        long trained;
        try (Server server = Python.serve(pages); NodeServer commands = NodeServer.idle(directory)) {
            NodeServer.Command recorder = commands.launch(RecordCommand.class, "--out", directory.toString(), "--pid",
                    Long.toString(server.pid()), "slow").awaitLine("attached");
            visit(server, VISITORS, 60, 500);
            trained = System.nanoTime();
            for (SlowTool tool : SlowTool.values()) {
                if (tool.isInstalled()) {
                    long began = System.nanoTime();
                    tool.run(server.url());
                    WINDOWS.put(tool, new Window(began, System.nanoTime()));
                }
            }
            visit(server, LATER_VISITORS, 30, 350);
            recorder.end();
        }
        byWaits = replay(trained, "waits", "REQ_IDLE_TIME,REQ_PEER_WAIT");
        byBytes = replay(trained, "bytes", "REQ_TCP_RCVD");
    }

    /** Every fifth sends a form in two pieces, with a pause from 50 ms up, and every tenth takes the large page. */
    private static void visit(Server server, String source, int requests, long longestPauseMs) throws Exception {
        for (int i = 0; i < requests; i++) {
            if (i % 5 == 4) {
                send(server, source, 50 + (longestPauseMs - 50) * i / requests,
                        "POST /login HTTP/1.1\r\nContent-Length: 25\r\n"
                                + "Connection: close\r\n\r\nemail=a%40b.example",
                        "&pass=");
            } else {
                server.get(i % 10 == 0 ? "/large.html" : "/page.html", source);
            }
        }
    }

    private static void send(Server server, String source, long pauseMs, String first, String second)
            throws Exception {
        try (Socket socket = server.connect(source)) {
            socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
            Thread.sleep(pauseMs);
            socket.getOutputStream().write(second.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private static List<Request> replay(long trained, String run, String features) throws Exception {
        Path recording = directory.resolve("slow");
        double trainTime;
        try (RecordingReader reader = RecordingReader.open(recording)) {
            trainTime = (trained - reader.header().clock().monotonicNs()) / 1e9;
        }
        CommandOutcome outcome = CommandOutcome.of(new ReplayCommand(), "--features", features, "--train-time",
                Double.toString(trainTime), "--out", directory.resolve(run).toString(), recording.toString());
        assertEquals(0, outcome.exitCode(), outcome.toString());
        List<CSVRecord> test = table(run, "test");
        List<CSVRecord> scores = table(run, "scores");
        List<Request> requests = new ArrayList<>();
        for (int row = 0; row < test.size(); row++) {
            CSVRecord request = test.get(row);
            requests.add(new Request(request.get("origin_ip"), Long.parseLong(request.get("origin_ts")),
                    Long.parseLong(request.get("REQ_PEER_WAIT")), Long.parseLong(request.get("REQ_TCP_RCVD")),
                    scores.get(row).get("is_outlier").equals("1")));
        }
        return requests;
    }

    private static List<CSVRecord> table(String run, String kind) throws Exception {
        return CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get()
                .parse(Files.newBufferedReader(directory.resolve(run).resolve(kind + "_slow.csv"))).getRecords();
    }

    private static List<Request> of(SlowTool tool, List<Request> requests) {
        tool.require();
        Window window = WINDOWS.get(tool);
        return requests.stream().filter(request -> request.origin.equals(TOOLS) && request.beganNs >= window.from
                && request.beganNs <= window.to).toList();
    }

    private static long count(List<Request> requests, java.util.function.Predicate<Request> wanted) {
        return requests.stream().filter(wanted).count();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RANGES")
    void replay_slowTool_hasItsConnectionsFlaggedByTheirWaits(SlowTool tool) {
        List<Request> requests = of(tool, byWaits);

        assertEquals(SlowTool.CONNECTIONS,
                count(requests, request -> request.flagged && request.waitedNs > LONG_NS),
                requests.toString());
        // What it asks beside them, to see whether the server still answers.
        assertEquals(0, count(requests, request -> request.flagged && request.waitedNs <= LONG_NS),
                requests.toString());
    }

    /** The server knows no ranges and answers at once: what is unusual is how much the tool sends. */
    @Test
    void replay_ranges_areFlaggedByTheirHeadersAndNotByWaits() {
        List<Request> requests = of(SlowTool.RANGES, byBytes);

        assertEquals(SlowTool.CONNECTIONS, count(requests, request -> request.flagged && request.received > 10_000),
                requests.toString());
        assertEquals(0, count(of(SlowTool.RANGES, byWaits), Request::flagged));
    }

    @Test
    void replay_visitorsWithSlowForms_areNotFlagged() {
        List<Request> visitors = byWaits.stream().filter(request -> request.origin.equals(LATER_VISITORS)).toList();

        assertEquals(30, visitors.size());
        assertEquals(0, count(visitors, Request::flagged), visitors.toString());
        assertTrue(count(visitors, request -> request.waitedNs > 100_000_000) >= 4, visitors.toString());
    }
}
