package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sockets that another process opened, and sockets of other kinds. */
@KernelTest
@Tag("slow")
class HandedOverSocketsTest {
    @TempDir
    private Path directory;

    private PythonServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"passes_listener_to_child", "takes_listener_of_parent", "passes_connections_to_child"})
    void record_childThatGetsItsSocketsLater_hasEachRequest(String how) throws Exception {
        server = PythonServer.start(directory, how);
        NodeServer.Command recorder = server.record("--pid", server.awaitProcess()).awaitLine("attached");
        server.proceed();
        server.awaitListening().visit(10);
        recorder.end();

        assertEquals(10, server.requests().size());
    }

    @Test
    void record_inheritedListeningSocket_hasEachRequest() throws Exception {
        server = PythonServer.start(directory, "starts_child").awaitListening();
        long child = ProcessHandle.of(server.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
        NodeServer.Command recorder = server.record("--pid", Long.toString(child)).awaitLine("attached");
        server.visit(10);
        recorder.end();

        assertEquals(10, server.requests().size());
    }

    @Test
    void record_programThatIsStartedToAccept_hasEachRequest() throws Exception {
        Path program = Files.copy(Path.of("/usr/bin/python3").toRealPath(), directory.resolve("service"));
        server = PythonServer.start(directory, "starts_program_that_accepts", program.toString()).awaitListening();
        NodeServer.Command recorder = server.record("--exec", program.toString()).awaitLine("attached");
        server.visit(5);
        recorder.end();

        assertEquals(5, server.requests().size());
    }

    /** Its accepted sockets don't tell that they were. */
    @Test
    void record_backlogOfZero_hasEachRequest() throws Exception {
        server = PythonServer.start(directory, "no_backlog").awaitListening();
        NodeServer.Command recorder = server.recordPid();
        server.visit(10);
        recorder.end();

        assertEquals(10, server.requests().size());
    }

    @Test
    void record_connectionOlderThanTheRecording_hasItsRequest() throws Exception {
        server = PythonServer.start(directory, "plain").awaitListening();
        try (Connection connection = new Connection(server.url())) {
            NodeServer.Command recorder = server.recordPid();
            connection.get("/");
            recorder.end();
        }

        assertEquals(1, server.requests().size());
    }

    @Test
    void record_multipathTcp_hasEachRequestWithItsOrigin() throws Exception {
        server = PythonServer.start(directory, "mptcp").awaitListening();
        NodeServer.Command recorder = server.recordPid();
        server.visit(3);
        Process client = new ProcessBuilder("/usr/bin/python3", PythonServer.script(), "visit_by_mptcp",
                Integer.toString(server.port()), "5").inheritIO().start();
        assertEquals(0, client.waitFor());
        recorder.end();

        assertEquals(8, server.requests().size());
        assertTrue(server.requests().stream()
                .allMatch(request -> request.get("sport") > 0 && request.get("tcp_rcvd") > 0
                        && request.get("tcp_sent") > 0 && request.get("cputime") > 0));
    }
}
