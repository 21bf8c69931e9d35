package io.finelame.record.summary;

import io.finelame.record.inspect.InspectExportTest;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerSumsTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final String AUTOMATIC = "model_params: {k: 1}\n"
            + "applications: [{exec_path: /bin/true, mapper: auto}]\n"
            + "resource_monitors: [{event: sched_switch, in_fn_name: sched_switch, type: t, side: k}]\n";
    private static final long MS = 1_000_000;
    private static final int SIZE = 80;
    private static final Layout LAYOUT = new Layout(SIZE, List.of(new Layout.Field("first_ts", 0, 8),
            new Layout.Field("latest_ts_update", 8, 8), new Layout.Field("cputime", 16, 8),
            new Layout.Field("answered", 24, 1), new Layout.Field("finished", 25, 1), new Layout.Field("nth", 26, 2),
            new Layout.Field("tcp_sent", 32, 8), new Layout.Field("peer_waits_since", 40, 8),
            new Layout.Field("origin", 48, 8), new Layout.Field("saddr", 56, 16)));
    private static final String PEER = "192.0.2.1";

    @TempDir
    private Path temporary;

    /** A request as a snapshot has it; times are ms. */
    private record Seen(long id, String peer, long first, long latest, long sent, boolean answered, boolean finished,
            int nth, long waitsSince) {
        static Seen inFlight(long id, long first, long latest) {
            return new Seen(id, PEER, first, latest, 0, false, false, 0, 0);
        }

        static Seen answered(long id, long first, long latest) {
            return new Seen(id, PEER, first, latest, 100, true, true, 0, 0);
        }

        Seen of(String other) {
            return new Seen(id, other, first, latest, sent, answered, finished, nth, waitsSince);
        }

        Seen place(int place) {
            return new Seen(id, peer, first, latest, sent, answered, finished, place, waitsSince);
        }

        Seen closed() {
            return new Seen(id, peer, first, latest, sent, answered, true, nth, waitsSince);
        }

        Seen kept() {
            return new Seen(id, peer, first, latest, sent, answered, false, nth, waitsSince);
        }

        Seen sent(long bytes, long at) {
            return new Seen(id, peer, first, at, bytes, answered, finished, nth, waitsSince);
        }

        Seen waitingForPeer() {
            return new Seen(id, peer, first, latest, sent, answered, finished, nth, latest);
        }

        void write(MemorySegment value) throws IOException {
            value.set(ValueLayout.JAVA_LONG, 0, first * MS);
            value.set(ValueLayout.JAVA_LONG, 8, latest * MS);
            value.set(ValueLayout.JAVA_LONG, 16, (latest - first) * MS);
            value.set(ValueLayout.JAVA_BOOLEAN, 24, answered);
            value.set(ValueLayout.JAVA_BOOLEAN, 25, finished);
            value.set(ValueLayout.JAVA_SHORT, 26, (short) nth);
            value.set(ValueLayout.JAVA_LONG, 32, sent);
            value.set(ValueLayout.JAVA_LONG, 40, waitsSince);
            if (peer != null) {
                byte[] address = InetAddress.ofLiteral(peer).getAddress();
                value.set(ValueLayout.JAVA_LONG, 48, address.length == 4 ? 2 : 10);
                if (address.length == 4) {
                    value.set(ValueLayout.JAVA_SHORT, 66, (short) -1);
                }
                MemorySegment.copy(MemorySegment.ofArray(address), 0, value, 72 - address.length, address.length);
            }
        }
    }

    /** A recording of automatic mapping with a snapshot each 100 ms, of which each hundredth is full. */
    private final class Snapshots implements AutoCloseable {
        private final RecordingWriter writer = RecordingWriter.create(temporary.resolve("recording"));
        private long count;

        Snapshots() throws IOException {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(0, 0), "fl_cfg.yml", AUTOMATIC, 20, 100, "snapshots", List.of(),
                    List.of(), List.of(), LAYOUT, null, null));
        }

        Snapshots take(Seen... requests) throws IOException {
            long at = (count + 1) * 100 * MS;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment keys = arena.allocate(8L * requests.length + 1, 8);
                MemorySegment values = arena.allocate((long) SIZE * requests.length + 1, 8);
                for (int i = 0; i < requests.length; i++) {
                    keys.setAtIndex(ValueLayout.JAVA_LONG, i, requests[i].id);
                    requests[i].write(values.asSlice((long) SIZE * i, SIZE));
                }
                writer.writeSnapshot(count, at, at, count % 100 == 0, requests.length, new long[8], requests.length,
                        keys.asSlice(0, 8L * requests.length), values.asSlice(0, (long) SIZE * requests.length));
            }
            count++;
            return this;
        }

        PeerSums sums() throws Exception {
            close();
            try (RecordingReader reader = RecordingReader.open(temporary.resolve("recording"))) {
                return PeerSums.read(reader);
            }
        }

        PeerSum onlyPeer() throws Exception {
            List<PeerSum> peers = sums().peers();
            assertEquals(1, peers.size(), peers.toString());
            return peers.getFirst();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    @Test
    void peers_aRealRecording_haveTheSumsOfTheirRequests() throws Exception {
        Map<Long, List<String>> requests = InspectExportTest.lastRows(RECORDING);
        Map<String, Long> cputime = requests.values().stream().collect(Collectors.groupingBy(List::getFirst,
                Collectors.summingLong(row -> Long.parseLong(row.getLast()))));
        Map<String, Long> counts = requests.values().stream()
                .collect(Collectors.groupingBy(List::getFirst, Collectors.counting()));
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            List<PeerSum> peers = PeerSums.read(reader).peers();

            assertEquals(List.of("127.0.0.66", "127.0.0.1"), peers.stream().map(PeerSum::peer).toList());
            assertEquals(cputime, peers.stream().collect(Collectors.toMap(PeerSum::peer, PeerSum::cputimeNs)));
            assertEquals(counts, peers.stream().collect(Collectors.toMap(PeerSum::peer, PeerSum::requests)));
            assertEquals(counts, peers.stream().collect(Collectors.toMap(PeerSum::peer, PeerSum::connections)));
        }
    }

    @Test
    void mostAtOnce_requestsOfOneSnapshotAfterEachOther_isOne() throws Exception {
        assertEquals(1, new Snapshots().take(Seen.answered(1, 10, 20), Seen.answered(2, 20, 30),
                Seen.answered(3, 40, 90)).onlyPeer().mostAtOnce());
    }

    @Test
    void mostAtOnce_requestsThatOverlap_countsThem() throws Exception {
        assertEquals(3, new Snapshots().take(Seen.answered(1, 10, 50), Seen.inFlight(2, 20, 90))
                .take(Seen.answered(2, 20, 190), Seen.answered(3, 110, 180), Seen.answered(4, 170, 180)).onlyPeer()
                .mostAtOnce());
    }

    /** Nothing is recorded of them after their first snapshot. */
    @Test
    void mostAtOnce_silentUnansweredRequests_stayInFlightUntilTheyAreClosed() throws Exception {
        assertEquals(2, new Snapshots().take(Seen.inFlight(1, 10, 10)).take().take(Seen.inFlight(2, 250, 250)).take()
                .take(Seen.inFlight(1, 10, 10).closed(), Seen.inFlight(2, 250, 250).closed())
                .take(Seen.answered(3, 560, 570)).onlyPeer().mostAtOnce());
    }

    @Test
    void mostAtOnce_answeredRequestsOnKeptConnections_areNotInFlight() throws Exception {
        assertEquals(1, new Snapshots().take(Seen.answered(1, 10, 20).kept()).take()
                .take(Seen.answered(2, 250, 260).kept()).onlyPeer().mostAtOnce());
    }

    @Test
    void mostAtOnce_answerThatGoesOn_isInFlight() throws Exception {
        Seen download = Seen.answered(1, 10, 90).kept();
        assertEquals(2, new Snapshots().take(download).take(download.sent(500, 190), Seen.answered(2, 110, 120))
                .onlyPeer().mostAtOnce());
    }

    @Test
    void mostAtOnce_peerThatDoesNotTakeItsAnswer_keepsTheRequestInFlight() throws Exception {
        assertEquals(2, new Snapshots().take(Seen.answered(1, 10, 20).kept().waitingForPeer()).take()
                .take(Seen.answered(2, 250, 260).kept()).onlyPeer().mostAtOnce());
    }

    @Test
    void connections_requestsOnKeptConnections_areCountedByTheFirst() throws Exception {
        PeerSum peer = new Snapshots().take(Seen.answered(1, 10, 20), Seen.answered(2, 30, 40).place(1),
                Seen.answered(3, 50, 60)).onlyPeer();

        assertEquals(List.of(3L, 2L), List.of(peer.requests(), peer.connections()));
        assertEquals(List.of(10 * MS, 60 * MS, 300L), List.of(peer.firstTs(), peer.lastTs(), peer.sent()));
    }

    @Test
    void peers_requestsWithoutAddress_areALineOfTheirOwn() throws Exception {
        List<PeerSum> peers = new Snapshots().take(Seen.answered(1, 10, 40).of(null), Seen.answered(2, 10, 30),
                Seen.answered(3, 10, 20).of("2001:db8::1")).sums().peers();

        assertEquals(List.of("unknown", PEER, "2001:db8::1"), peers.stream().map(PeerSum::peer).toList());
        assertEquals(List.of(0L, 1L, 1L), peers.stream().map(PeerSum::connections).toList());
    }

    @Test
    void peers_addressThatIsKnownLater_getsTheWholeRequest() throws Exception {
        PeerSum peer = new Snapshots().take(Seen.inFlight(1, 10, 90).of(null)).take(Seen.answered(1, 10, 150))
                .onlyPeer();

        assertEquals(new PeerSum(PEER, 1, 1, 1, 140 * MS, 0, 100, 10 * MS, 150 * MS, -1), peer);
    }

    /** What has left the map doesn't come back; what a peer holds open is there in each full snapshot. */
    @Test
    void remembered_requestsThatAreOver_isThoseInTheMap() throws Exception {
        Snapshots snapshots = new Snapshots();
        Seen open = Seen.inFlight(1, 10, 10);
        for (int i = 0; i <= 500; i++) {
            Seen quick = Seen.answered(2 + i, 100L * i + 1, 100L * i + 2).kept();
            snapshots.take(i % 100 == 0 ? new Seen[]{quick, open} : new Seen[]{quick});
        }
        PeerSums sums = snapshots.sums();

        assertEquals(502, sums.peers().getFirst().requests());
        assertEquals(2, sums.peers().getFirst().mostAtOnce());
        assertTrue(sums.remembered() <= 202, "remembered: " + sums.remembered());
    }
}
