package io.finelame.record.summary;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.Connection;
import io.finelame.record.NginxProxy;
import io.finelame.record.NodeServer;
import io.finelame.record.PythonServer;
import io.finelame.record.RecordedRequest;
import io.finelame.record.inspect.RecordingDescription;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.Loss;
import io.finelame.recording.ProcessName;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.ShareDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which process used how much of a request's CPU time. */
@Tag("slow")
class ProcessSharesTest {
    private static final int NGINX = 7;
    private static final int PYTHON = 8;
    private static final Layout LAYOUT = new Layout(24, List.of(new Layout.Field("first_ts", 0, 8),
            new Layout.Field("cputime", 8, 8), new Layout.Field("tgid", 16, 4)));

    @TempDir
    private Path temporary;

    private RecordingWriter create() throws IOException {
        RecordingWriter writer = RecordingWriter.create(temporary.resolve("recording"));
        writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", "", 20, 100, "snapshots", List.of(),
                List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime")), List.of(), LAYOUT, LAYOUT, LAYOUT));
        ShareDocument.writeNames(writer, List.of(new ProcessName(NGINX, "nginx", "nginx"),
                new ProcessName(PYTHON, "gunicorn", "python3.11")));
        return writer;
    }

    /** Requests from 1 that nginx was charged for first. */
    private static void snapshot(RecordingWriter writer, long number, long... cputimes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = arena.allocate(8L * cputimes.length, 8);
            MemorySegment values = arena.allocate(24L * cputimes.length, 8);
            for (int i = 0; i < cputimes.length; i++) {
                keys.setAtIndex(ValueLayout.JAVA_LONG, i, i + 1);
                values.set(ValueLayout.JAVA_LONG, 24L * i + 8, cputimes[i]);
                values.set(ValueLayout.JAVA_INT, 24L * i + 16, NGINX);
            }
            writer.writeSnapshot(number, 1 + number, 1 + number, false, cputimes.length,
                    new long[Loss.values().length], cputimes.length, keys, values);
        }
    }

    private static void share(RecordingWriter writer, long request, long cputime) throws IOException {
        ShareDocument.write(writer, 1, List.of(new ShareDocument.Share(request, PYTHON, cputime)));
    }

    private static ProcessShares read(Path recording) {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            ProcessShares shares = new ProcessShares(reader.header());
            while (reader.next() instanceof Document document) {
                shares.add(document);
            }
            assertEquals(List.of(), reader.health().damage());
            return shares;
        }
    }

    private String describe() {
        return describe(temporary.resolve("recording"));
    }

    private static String describe(Path recording) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordingDescription.print(recording, RecordingSummary.read(recording), new PrintStream(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void of_requestOfTwoProcesses_givesTheFirstTheRest() throws Exception {
        try (RecordingWriter writer = create()) {
            share(writer, 1, 20);
            share(writer, 1, 70);
            snapshot(writer, 0, 100, 5);
        }

        ProcessShares shares = read(temporary.resolve("recording"));
        assertEquals(List.of(new ProcessShares.Share(1, NGINX, "nginx", 30),
                new ProcessShares.Share(1, PYTHON, "gunicorn (python3.11)", 70)), shares.of(1));
        assertEquals(List.of(new ProcessShares.Share(2, NGINX, "nginx", 5)), shares.of(2));
        assertEquals(1, shares.sharedRequests());
    }

    /** Both counters begin anew then. */
    @Test
    void of_requestThatLeftTheMapAndCameBack_addsUp() throws Exception {
        try (RecordingWriter writer = create()) {
            share(writer, 1, 70);
            snapshot(writer, 0, 100);
            share(writer, 1, 10);
            snapshot(writer, 1, 15);
        }

        assertEquals(List.of(35L, 80L), read(temporary.resolve("recording")).of(1).stream()
                .map(ProcessShares.Share::cputimeNs).toList());
    }

    @Test
    void inspect_twoProcesses_printsATable() throws Exception {
        try (RecordingWriter writer = create()) {
            share(writer, 1, 7_000_000_000L);
            snapshot(writer, 0, 8_000_000_000L, 2_000_000_000L);
        }

        assertTrue(describe().contains("""
                                       processes  name                   processes    requests    CPU time    share
                                                  gunicorn (python3.11)          1           1     7.000 s   70.0 %
                                                  nginx                          1           2     3.000 s   30.0 %
                                                  1 of the requests were handled by several processes
                                       """), describe());
    }

    @Test
    void inspect_recordingOfAnEarlierVersion_tellsNoProcessesApart() throws Exception {
        Path recording = Path.of("../datasets/nodejs/recording");

        assertFalse(read(recording).isRecorded());
        assertFalse(describe(recording).contains("processes "));
    }

    /** Both are children of this process: that they talk to each other is noticed when they do. */
    @KernelTest
    @Test
    void record_childrenThatTalkToEachOther_tellsWhatEachUsed() throws Exception {
        try (PythonServer python = PythonServer.start(temporary, "plain").awaitListening();
                NginxProxy nginx = NginxProxy.start(temporary, python.url())) {
            NodeServer.Command recorder = python.record("--pid", Long.toString(ProcessHandle.current().pid()))
                    .awaitLine("attached");
            visit(nginx, 1);
            recorder.awaitLine("attached sk_data_ready");
            visit(nginx, 5);
            recorder.end();

            ProcessShares shares = read(temporary.resolve("life"));
            List<RecordedRequest> requests = python.requests();
            for (RecordedRequest request : requests.subList(requests.size() - 5, requests.size())) {
                assertEquals(Set.of("nginx", "python3"), names(shares.of(request.id())));
            }
        }
    }

    private static void visit(NginxProxy nginx, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Connection connection = new Connection(nginx.url())) {
                connection.get("/");
            }
        }
    }

    private static Set<String> names(List<ProcessShares.Share> parts) {
        return parts.stream().map(ProcessShares.Share::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Both are recorded: the client's request is one, and each has its part. */
    @KernelTest
    @Test
    void record_nginxInFrontOfPython_tellsWhatEachUsed() throws Exception {
        try (PythonServer python = PythonServer.start(temporary, "plain").awaitListening();
                NginxProxy nginx = NginxProxy.start(temporary, python.url())) {
            NodeServer.Command recorder = python.record("--pid", Long.toString(nginx.pid()), "--pid",
                    Long.toString(python.pid())).awaitLine("attached");
            visit(nginx, 5);
            recorder.end();

            List<RecordedRequest> requests = python.requests();
            ProcessShares shares = read(temporary.resolve("life"));
            assertEquals(5, requests.size());
            for (RecordedRequest request : requests) {
                List<ProcessShares.Share> parts = shares.of(request.id());
                assertEquals(Set.of("nginx", "python3"), names(parts));
                assertTrue(parts.stream().allMatch(part -> part.cputimeNs() > 0), parts.toString());
                assertEquals(request.get("cputime"),
                        parts.stream().mapToLong(ProcessShares.Share::cputimeNs).sum());
            }
            assertTrue(describe(temporary.resolve("life")).contains("5 of the requests were handled by several"));
        }
    }
}
