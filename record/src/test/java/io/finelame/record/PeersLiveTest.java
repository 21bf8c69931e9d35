package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.summary.PeerSum;
import io.finelame.record.summary.PeerSums;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Attackers whose requests, each by itself, are like those of visitors: the sums of their peers show them. */
@KernelTest
class PeersLiveTest {
    private static final String VISITOR = "127.0.0.2";
    private static final String VISITORS = "127.0.0.1";
    private static final String ATTACKER = "127.0.0.66";
    private static final String PAGE = "/page-00001.html";

    @TempDir
    private Path directory;

    private NodeServer server;
    private NodeServer.Command recorder;

    @BeforeEach
    void record() throws Exception {
        server = NodeServer.start(directory);
        recorder = server.launch(RecordCommand.class, "--out", directory.toString(), "--pid",
                Long.toString(server.pid()), "peers").awaitLine("attached");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, PeerSum> peers() throws Exception {
        recorder.end();
        try (RecordingReader reader = RecordingReader.open(directory.resolve("peers"))) {
            return PeerSums.read(reader).peers().stream()
                    .collect(Collectors.toMap(PeerSum::peer, Function.identity()));
        }
    }

    private void visit(String source, int times) throws IOException {
        try (Connection connection = new Connection(server.url(), source)) {
            for (int i = 0; i < times; i++) {
                connection.get(PAGE);
            }
        }
    }

    @Test
    void peers_floodOfCheapRequests_hasMostRequestsAndMostCpuTime() throws Exception {
        server.visit(60);
        visit(VISITOR, 20);
        for (int connection = 0; connection < 4; connection++) {
            visit(ATTACKER, 500);
        }
        Map<String, PeerSum> peers = peers();

        PeerSum attacker = peers.get(ATTACKER);
        assertEquals(List.of(2000L, 4L, 1L),
                List.of(attacker.requests(), attacker.connections(), attacker.mostAtOnce()), attacker.toString());
        assertEquals(List.of(20L, 1L, 1L), List.of(peers.get(VISITOR).requests(), peers.get(VISITOR).connections(),
                peers.get(VISITOR).mostAtOnce()), peers.toString());
        assertEquals(60, peers.get(VISITORS).requests());
        assertTrue(attacker.cputimeNs() > 4 * (peers.get(VISITORS).cputimeNs() + peers.get(VISITOR).cputimeNs()),
                peers.toString());
    }

    @Test
    void peers_manyConnectionsThatSendHalfAHeader_areInFlightAtOnce() throws Exception {
        server.visit(60);
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                held.add(new Connection(server.url(), ATTACKER));
                held.getLast().send("GET " + PAGE + " HTTP/1.1\r\nHost: ");
            }
            visit(VISITOR, 20);
            Thread.sleep(500);
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
        Map<String, PeerSum> peers = peers();

        PeerSum attacker = peers.get(ATTACKER);
        assertEquals(List.of(40L, 40L, 40L),
                List.of(attacker.requests(), attacker.connections(), attacker.mostAtOnce()), attacker.toString());
        assertTrue(peers.get(VISITORS).mostAtOnce() < 20, peers.toString());
        assertEquals(1, peers.get(VISITOR).mostAtOnce());
    }

    @Test
    void peers_manyConnectionsThatAreKeptAfterAnAnswer_areCounted() throws Exception {
        visit(VISITOR, 20);
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                held.add(new Connection(server.url(), ATTACKER));
                held.getLast().get(PAGE);
            }
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
        PeerSum attacker = peers().get(ATTACKER);

        assertEquals(List.of(40L, 40L, 1L),
                List.of(attacker.requests(), attacker.connections(), attacker.mostAtOnce()), attacker.toString());
    }
}
