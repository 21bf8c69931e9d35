package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What {@code record --trace} prints of a real server's requests. */
@KernelTest
@Tag("slow")
class TraceLiveTest {
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

    private List<String> trace(String... what) throws Exception {
        NodeServer.Command recorder = server.launch(RecordCommand.class, Stream
                .concat(Stream.of("--trace", "--out", directory.toString()),
                        Stream.of(what))
                .toArray(String[]::new)).awaitLine("attached");
        URI url = server.url();
        try (Connection connection = new Connection(url)) {
            connection.get("/");
        }
        return recorder.end();
    }

    private static void assertHas(List<String> lines, String pattern) {
        assertTrue(lines.stream().anyMatch(line -> line.matches(pattern)), pattern + " in " + lines);
    }

    @Test
    void record_traceOfRequestMappers_namesFunctionThreadAndRequest() throws Exception {
        List<String> lines = trace(server.configuration().toString(), "monday");

        assertHas(lines, "TIME +THREAD +REQUEST +EVENT");
        assertHas(lines,
                "[0-9:.]{15} +" + server.pid() + " +[0-9]+ +uv__read: maps its thread, argument 1 0x[0-9a-f]+");
        assertHas(lines, "[0-9:.]{15} +" + server.pid() + " .* uv_accept: new request, argument 2 0x[0-9a-f]+");
        assertHas(lines, "[0-9:.]{15} +1 +REQ_TCP_RCVD [+]\\d+ = \\d+");
    }

    @Test
    void record_traceOfAutomaticMapping_saysWhyAThreadIsMapped() throws Exception {
        List<String> lines = trace("--pid", Long.toString(server.pid()), "monday");

        assertHas(lines, "[0-9:.]{15} +" + server.pid() + " +1 +mapped: received its bytes");
        assertHas(lines, "[0-9:.]{15} +1 +REQ_CPUTIME [+]\\d+ = \\d+");
        assertHas(lines, "[0-9:.]{15} +" + server.pid() + " .*unmapped: waits for work");
    }
}
