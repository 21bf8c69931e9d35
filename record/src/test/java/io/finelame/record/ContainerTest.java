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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server in a mount namespace with a root directory of its own, whose files have other names outside, or none. */
@KernelTest
@Tag("slow")
class ContainerTest {
    private static final String CONTAINER = """
                                            set -eu
                                            root=$1 node=$2 server=$3
                                            mount -t tmpfs tmpfs "$root"
                                            for directory in usr lib lib64 proc tmp dev; do
                                                mkdir "$root/$directory"
                                                [ ! -e "/$directory" ] || mount --rbind "/$directory" "$root/$directory"
                                            done
                                            mkdir "$root/srv" "$root/versions"
                                            cp "$node" "$root/versions/node-12"
                                            ln -s /versions/node-12 "$root/srv/node"
                                            cp "$server" "$root/srv/server.js"
                                            exec chroot "$root" /srv/node /srv/server.js
                                            """;

    @TempDir
    private Path directory;

    private NodeServer server;

    @BeforeEach
    void start() throws Exception {
        server = NodeServer.start(directory, "kinds-of-work.js");
        Path root = Files.createDirectory(directory.resolve("root"));
        server.listen("unshare", "--mount", "sh", "-c", CONTAINER, "sh", root.toString(), server.node(),
                Path.of(ContainerTest.class.getResource("kinds-of-work.js").toURI()).toString());
        assertFalse(Files.exists(root.resolve("srv")), "the container's files are to be seen in the container only");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<RecordedRequest> record(String... arguments) throws Exception {
        NodeServer.Command recorder = server.launch(RecordCommand.class, arguments).awaitLine("attached");
        try (Connection connection = new Connection(server.url())) {
            connection.get("/main");
        }
        recorder.end();
        return RecordedRequest.read(directory.resolve("container"));
    }

    @Test
    void record_pidWithoutConfiguration_hasTheRequest() throws Exception {
        List<RecordedRequest> requests = record("--out", directory.toString(), "--pid", Long.toString(server.pid()),
                "container");

        assertEquals(1, requests.size());
    }

    /** The mappers' functions are in /srv/node, a symbolic link that leads elsewhere outside, and malloc in its libc. */
    @Test
    void record_pidWithItsOwnPaths_attachesToTheFilesInTheContainer() throws Exception {
        Path configuration = Files.writeString(directory.resolve("fl_cfg.yml"),
                Files.readString(server.configuration()).replace(server.node(), "/srv/node"));
        List<RecordedRequest> requests = record("--out", directory.toString(), "--pid", Long.toString(server.pid()),
                configuration.toString(), "container");

        assertEquals(1, requests.size());
        assertTrue(requests.getFirst().get("mem_malloc") > 0);
    }
}
