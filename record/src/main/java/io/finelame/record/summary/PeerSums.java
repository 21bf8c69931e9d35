package io.finelame.record.summary;

import com.carrotsearch.hppc.LongObjectHashMap;
import com.carrotsearch.hppc.predicates.LongObjectPredicate;
import io.finelame.record.config.Configuration;
import io.finelame.record.summary.PeerFields.Address;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sums of what each peer's requests have used, collected from a recording's documents in their order: they show an
 * attacker whose single requests are unsuspicious. It keeps the sums of each peer, and of requests those that may still
 * change. Not thread-safe.
 */
public final class PeerSums {
    private final PeerFields fields;
    private final Layout.Field detectionTs;
    private final boolean returning;
    private final Map<Address, Peer> peers = new HashMap<>();
    private final LongObjectHashMap<Request> requests = new LongObjectHashMap<>();
    private final Concurrency concurrency = new Concurrency();
    private long snapshotTs;
    private long lastFull;
    private boolean detected;

    private static final class Peer {
        private final boolean known;
        private final Concurrency.Count inFlight = new Concurrency.Count();
        private long requests;
        private long connections;
        private long cputimeNs;
        private long received;
        private long sent;
        private long firstTs = Long.MAX_VALUE;
        private long lastTs = Long.MIN_VALUE;
        private long flagged;

        Peer(boolean known) {
            this.known = known;
        }

        void include(Request request, int times) {
            requests += times;
            connections += request.firstOfConnection ? times : 0;
            cputimeNs += times * request.cputimeNs;
            received += times * request.received;
            sent += times * request.sent;
        }
    }

    /** A request as of its last datapoint. */
    private static final class Request {
        private Peer peer;
        private final long firstTs;
        private long cputimeNs;
        private long received;
        private long sent;
        private boolean connected;
        private boolean firstOfConnection;
        private boolean inFlight;
        private boolean finished;
        private boolean flagged;
        private long endTs;
        private long snapshot;

        Request(Peer peer, long firstTs) {
            this.peer = peer;
            this.firstTs = firstTs;
        }
    }

    public PeerSums(RecordingHeader header) {
        fields = new PeerFields(header);
        detectionTs = header.scoreLayout() == null
                ? null
                : header.scoreLayout().field("detection_ts").orElse(null);
        returning = !Configuration.isAutomatic(header);
    }

    /** Reads the remaining documents of a recording. */
    public static PeerSums read(RecordingReader reader) {
        PeerSums sums = new PeerSums(reader.header());
        while (reader.next() instanceof Document document) {
            sums.add(document);
        }
        return sums;
    }

    /** Takes the next document into account, of any type. */
    public void add(Document document) {
        switch (document) {
            case Document.Snapshot snapshot -> add(snapshot);
            case Document.Deployment _ -> detected = true;
            case Document.Scores scores -> add(scores);
            default -> {
            }
        }
    }

    private void add(Document.Snapshot snapshot) {
        for (int entry = 0; entry < snapshot.entries(); entry++) {
            add(snapshot, entry);
        }
        if (snapshot.part() < snapshot.parts() - 1) {
            return;
        }
        if (snapshot.full()) {
            forget(snapshot.monotonicNs());
            lastFull = snapshot.snapshot();
        }
        concurrency.settle();
        snapshotTs = snapshot.monotonicNs();
    }

    private void add(Document.Snapshot snapshot, int entry) {
        long id = snapshot.requestId(entry);
        Request request = requests.get(id);
        boolean isNew = request == null;
        if (isNew) {
            request = new Request(peer(fields.address(snapshot, entry)), fields.firstTs(snapshot, entry));
            request.peer.requests++;
            requests.put(id, request);
        } else if (!request.peer.known) {
            identify(request, fields.address(snapshot, entry));
        }
        count(request, snapshot, entry);
        noteConnection(request, snapshot, entry);
        request.peer.firstTs = Math.min(request.peer.firstTs, request.firstTs);
        request.peer.lastTs = Math.max(request.peer.lastTs, fields.latestTs(snapshot, entry));
        noteProgress(request, isNew, snapshot, entry);
        request.snapshot = snapshot.snapshot();
    }

    private Peer peer(Address address) {
        return peers.computeIfAbsent(address, its -> new Peer(!its.equals(Address.NONE)));
    }

    /** A request that a mapper began before it received anything. */
    private void identify(Request request, Address address) {
        Peer peer = peer(address);
        if (!peer.known) {
            return;
        }
        request.peer.include(request, -1);
        peer.include(request, 1);
        if (request.inFlight) {
            concurrency.end(request.peer.inFlight, snapshotTs);
            concurrency.begin(peer.inFlight, request.firstTs);
        }
        request.peer = peer;
    }

    private void count(Request request, Document.Snapshot snapshot, int entry) {
        long cputime = fields.cputime(snapshot, entry);
        long received = fields.received(snapshot, entry);
        long sent = fields.sent(snapshot, entry);
        request.peer.cputimeNs += added(request.cputimeNs, cputime);
        request.peer.received += added(request.received, received);
        request.peer.sent += added(request.sent, sent);
        request.cputimeNs = cputime;
        request.received = received;
        request.sent = sent;
    }

    /** A counter that went down was reset, and counts from zero. */
    private static long added(long before, long now) {
        return now < before ? now : now - before;
    }

    private void noteConnection(Request request, Document.Snapshot snapshot, int entry) {
        if (!request.connected && fields.hasConnection(snapshot, entry)) {
            request.connected = true;
            request.firstOfConnection = fields.isFirstOfConnection(snapshot, entry);
            request.peer.connections += request.firstOfConnection ? 1 : 0;
        }
    }

    /**
     * It is in flight until its answer has been sent, or its connection is closed. That an answer continues is known only
     * when more of it is sent.
     */
    private void noteProgress(Request request, boolean isNew, Document.Snapshot snapshot, int entry) {
        boolean answered = fields.isAnswered(snapshot, entry);
        boolean wasInFlight = request.inFlight;
        request.finished |= fields.isFinished(snapshot, entry);
        request.inFlight = !request.finished && (!answered || fields.isAwaitingPeer(snapshot, entry));
        long end = answered ? fields.answeredTs(snapshot, entry) : fields.latestTs(snapshot, entry);
        if (isNew) {
            concurrency.begin(request.peer.inFlight, request.firstTs);
        } else if (!wasInFlight && (request.inFlight || end > request.endTs)) {
            concurrency.begin(request.peer.inFlight, request.endTs);
        } else if (!wasInFlight) {
            return;
        }
        if (!request.inFlight) {
            // When a connection was closed isn't recorded: at the earliest after the snapshot before.
            long earliest = answered || isNew ? request.firstTs : snapshotTs;
            request.endTs = Math.max(earliest, end);
            concurrency.end(request.peer.inFlight, request.endTs);
        }
    }

    /**
     * Requests that two full snapshots in a row don't have left the map. Only with request mappers does one come back that wasn't
     * finished.
     */
    private void forget(long now) {
        requests.removeAll((LongObjectPredicate<Request>) (_, request) -> {
            boolean gone = request.snapshot < lastFull && (request.finished || !returning);
            if (gone && request.inFlight) {
                concurrency.end(request.peer.inFlight, now);
            }
            return gone;
        });
    }

    private void add(Document.Scores scores) {
        for (int entry = 0; entry < scores.count() && detectionTs != null; entry++) {
            Request request = requests.get(scores.requestId(entry));
            if (request != null && !request.flagged && scores.read(entry, detectionTs) != 0) {
                request.flagged = true;
                request.peer.flagged++;
            }
        }
    }

    /** Requests that may still change. */
    int remembered() {
        return requests.size();
    }

    /** By the CPU time that they used, the greatest first. */
    public List<PeerSum> peers() {
        return peers.entrySet().stream().filter(entry -> entry.getValue().requests > 0)
                .map(entry -> sum(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong((PeerSum sum) -> -sum.cputimeNs())
                        .thenComparingLong(sum -> -sum.requests()).thenComparing(PeerSum::peer))
                .toList();
    }

    private PeerSum sum(Address address, Peer peer) {
        return new PeerSum(peer.known ? address.text() : PeerSum.UNKNOWN, peer.requests, peer.inFlight.most(),
                fields.tellConnections() ? peer.connections : -1, peer.cputimeNs, peer.received, peer.sent,
                peer.firstTs, peer.lastTs, detected ? peer.flagged : -1);
    }
}
