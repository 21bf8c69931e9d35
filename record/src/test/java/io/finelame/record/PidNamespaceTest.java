package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A recorder in a container, which knows processes by other ids than the kernel does. */
@KernelTest
@Tag("slow")
class PidNamespaceTest {
    @TempDir
    private Path directory;

    private PythonServer server;
    private PythonServer other;

    /** Both are process 1 where they are. */
    @BeforeEach
    void start() throws Exception {
        server = startInNamespace();
        other = startInNamespace();
    }

    private PythonServer startInNamespace() throws Exception {
        return PythonServer.run(directory, "unshare", "--pid", "--fork", "--mount-proc",
                "/usr/bin/python3", PythonServer.script(), "plain").awaitListening();
    }

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    /** Runs what follows in the server's namespaces. */
    private List<String> inNamespace(String... namespaces) {
        long inside = ProcessHandle.of(server.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
        List<String> line = new ArrayList<>(
                List.of("nsenter", "--target", Long.toString(inside), "--wd=/proc/%d/cwd".formatted(inside)));
        line.addAll(List.of(namespaces));
        return line;
    }

    private void visitBoth(NodeServer.Command recorder) throws Exception {
        server.visit(5);
        other.visit(3);
        recorder.awaitEnd();
    }

    private NodeServer.Command record(String option, String value) throws Exception {
        return server.record(inNamespace("--pid", "--mount", "--root"), "--duration", "5", option, value)
                .awaitLine("attached");
    }

    @Test
    void record_pidInANamespace_isTheProcessThere() throws Exception {
        visitBoth(record("--pid", "1"));

        assertEquals(5, server.requests().size());
    }

    /** Both run the same file: the other one can't be seen from there. */
    @Test
    void record_execInANamespace_isTheProcessesThere() throws Exception {
        visitBoth(record("--exec", "/usr/bin/python3"));

        assertEquals(5, server.requests().size());
    }

    /** From outside, those of every namespace below. */
    @Test
    void record_pidOfAContainer_isRecordedFromOutside() throws Exception {
        long inside = ProcessHandle.of(server.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
        visitBoth(server.record("--duration", "5", "--pid", Long.toString(inside)).awaitLine("attached"));

        assertEquals(5, server.requests().size());
    }

    @Test
    void record_procOfAnotherNamespace_isRefusedWithTheReason() throws Exception {
        List<String> output = server.record(inNamespace("--pid"), "--pid", "1").awaitEnd();

        assertTrue(output.getLast().startsWith("finelame: /proc is not that of this pid namespace"),
                output.toString());
    }
}
