package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A recording that isn't what was asked for says so while it is made, and at its end. */
@KernelTest
@Tag("slow")
class TargetWarningsTest {
    @TempDir
    private Path directory;

    private PythonServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void record_executableThatNothingRuns_saysSo() throws Exception {
        server = PythonServer.start(directory, "plain").awaitListening();
        Path program = Files.copy(Path.of("/bin/sh").toRealPath(), directory.resolve("idle"));
        NodeServer.Command recorder = server.record("--exec", program.toString())
                .awaitLine("no process runs " + program + ": waiting for one");
        server.visit(2);
        recorder.end();

        assertEquals(List.of("nothing was recorded: no process runs " + program), server.warnings());
    }

    @Test
    void record_processThatEnds_saysWhen() throws Exception {
        server = PythonServer.start(directory, "plain").awaitListening();
        NodeServer.Command recorder = server.recordPid();
        server.visit(2);
        ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
        recorder.awaitLine("process " + server.pid() + " ended");
        recorder.end();

        assertEquals(2, server.requests().size());
        assertEquals(1, server.warnings().size());
        assertTrue(server.warnings().getFirst().startsWith("process " + server.pid() + " ended "),
                server.warnings().toString());
    }

    @Test
    void record_connectionsWithoutRequests_areNamed() throws Exception {
        server = PythonServer.start(directory, "never_accepts").awaitListening();
        NodeServer.Command recorder = server.recordPid();
        try (Connection _ = new Connection(server.url()); Connection _ = new Connection(server.url())) {
            recorder.awaitLine("no request yet, though 2 connections were seen on port " + server.port());
        }
        recorder.end();

        assertTrue(server.warnings().getFirst().startsWith("no request was recorded, though processes matched and 2"
                + " connections were seen on port " + server.port()), server.warnings().toString());
    }
}
