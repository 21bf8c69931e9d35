package io.finelame.record.target;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.file.InputException;
import io.finelame.record.NodeServer;
import io.finelame.record.PythonServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Servers chosen by cgroup, on a cgroup2 file system that is mounted for the test. */
@KernelTest
@Tag("slow")
class CgroupTest {
    private static final String ID = "5e1f00c0ffee" + "0123456789abcdef".repeat(3) + "abcd";

    @TempDir
    private Path directory;

    private Path mount;
    private Path container;
    private PythonServer server;

    @BeforeEach
    void mount() throws Exception {
        mount = Files.createDirectory(directory.resolve("cgroup"));
        run("mount", "-t", "cgroup2", "none", mount.toString());
        container = Files.createDirectories(
                mount.resolve("finelame-test-" + ProcessHandle.current().pid() + "/docker-" + ID + ".scope/below"))
                .getParent();
    }

    @AfterEach
    void unmount() throws Exception {
        if (server != null) {
            server.close();
        }
        for (Path cgroup : new Path[]{container.resolve("below"), container, container.getParent()}) {
            Files.delete(cgroup);
        }
        run("umount", mount.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }

    private PythonServer start() throws Exception {
        return PythonServer.start(directory, "plain").awaitListening();
    }

    private static void move(PythonServer process, Path cgroup) throws IOException {
        Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    @Test
    void record_cgroup_hasTheRequestsOfItsProcessesAndOfNoOther() throws Exception {
        server = start();
        move(server, container.resolve("below"));
        try (PythonServer outside = start()) {
            NodeServer.Command recorder = server.record("--cgroup", container.toString()).awaitLine("attached");
            server.visit(5);
            outside.visit(3);
            recorder.end();
        }

        assertEquals(5, server.requests().size());
    }

    @Test
    void record_processThatJoinsTheCgroup_isRecordedFromThenOn() throws Exception {
        server = start();
        NodeServer.Command recorder = server.record("--cgroup", container.toString()).awaitLine("attached");
        server.visit(3);
        move(server, container);
        server.visit(5);
        recorder.end();

        assertEquals(5, server.requests().size());
    }

    /** As a container's runtime does: it moves itself, and then executes what the container is for. */
    @Test
    void record_beginningOfAContainersId_findsItsCgroup() throws Exception {
        server = PythonServer.run(directory, "sh", "-c", "read -r _; echo $$ >\"$0\"/cgroup.procs; exec \"$@\"",
                container.toString(), "/usr/bin/python3", PythonServer.script(), "plain");
        NodeServer.Command recorder = server.record("--container", ID.substring(0, 12)).awaitLine("attached");
        server.proceed();
        server.awaitListening().visit(5);
        recorder.end();

        assertEquals(5, server.requests().size());
    }

    @Test
    void ofContainer_idOfTwo_asksForMoreOfIt() throws Exception {
        Path second = Files.createDirectory(container.resolveSibling("libpod-" + ID.replace("abcd", "abce")));
        Files.createDirectory(container.resolveSibling("libpod-conmon-" + ID));
        try {
            String message = assertThrows(InputException.class,
                    () -> Cgroup.ofContainer(ID.substring(0, 12))).getMessage();
            assertTrue(message.matches("--container 5e1f00c0ffee: \\d cgroups are named by it: .*give more of the id"),
                    message);
        } finally {
            Files.delete(second);
            Files.delete(container.resolveSibling("libpod-conmon-" + ID));
        }
    }

    @Test
    void ofContainer_noSuchId_saysWhereItLooked() {
        String message = assertThrows(InputException.class, () -> Cgroup.ofContainer("0badc0de"))
                .getMessage();

        assertTrue(message.startsWith("--container 0badc0de: no cgroup is named by it below "), message);
    }

    @Test
    void at_directoryThatIsNoCgroup_saysSo() {
        String message = assertThrows(InputException.class, () -> Cgroup.at(directory)).getMessage();

        assertTrue(message.startsWith("--cgroup " + directory + ": no such cgroup below "), message);
    }
}
