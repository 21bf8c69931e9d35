package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Request mappers on a server that asks a back end. The connection to it is an object that no mapper announces, at the address
 * of one that was freed.
 */
@KernelTest
@Tag("slow")
class RequestMapperTest {
    /** Well above what a request costs that burns nothing, and below what it burns. */
    private static final long BURNT_NS = 40_000_000;
    private static final int VISITORS = 20;
    private static final int ATTACKERS = 5;

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

    /** @return the client's port */
    private long visit(String path) throws Exception {
        try (Connection connection = new Connection(server.url())) {
            connection.get(path);
            return connection.port();
        }
    }

    /** Ports of the clients whose requests burnt CPU time, by the recording. */
    private Set<Long> burners() {
        return RecordedRequest.read(directory.resolve("mapped")).stream()
                .filter(request -> request.get("cputime") > BURNT_NS).map(request -> request.get("sport"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With a mapper more than the sample's: the server looks up its back end's name in libuv's thread pool. */
    private NodeServer.Command record() throws Exception {
        Path configuration = server.configuration();
        Files.writeString(configuration,
                Files.readString(configuration).replace("    monitors:\n", """
                                                                               monitors:
                                                                                 - event: 'uv__getaddrinfo_done'
                                                                                   in_fn_name: 'map_tid_to_rid_1'
                                                                                   ret_fn_name: 'unmap_tid_to_rid'
                                                                           """));
        return server.launch(RecordCommand.class, "--out", directory.toString(), "--pid",
                Long.toString(server.pid()), configuration.toString(), "mapped").awaitLine("attached");
    }

    /** The address is that of a visitor's connection, which is closed: its request stays as it was. */
    @Test
    void record_workAfterBackEndsReply_isChargedToWhoAskedAndToNoFinishedRequest() throws Exception {
        NodeServer.Command recorder = record();
        Set<Long> attackers = new TreeSet<>();
        for (int i = 0; i < ATTACKERS; i++) {
            for (int j = 0; j < VISITORS / ATTACKERS; j++) {
                visit("/");
            }
            attackers.add(visit("/asks"));
        }
        recorder.end();

        assertEquals(attackers, burners());
    }

    /** A closed connection's address, taken by another connection of a client, is that one's request. */
    @Test
    void record_connectionAtTheAddressOfAnother_isARequestOfItsOwn() throws Exception {
        NodeServer.Command recorder = record();
        Set<Long> attackers = new TreeSet<>();
        for (int i = 0; i < ATTACKERS; i++) {
            visit("/");
            attackers.add(visit("/main"));
        }
        recorder.end();

        assertEquals(attackers, burners());
        assertEquals(2 * ATTACKERS, RecordedRequest.read(directory.resolve("mapped")).size());
    }
}
