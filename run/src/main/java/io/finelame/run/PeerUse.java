package io.finelame.run;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sums of what each peer's requests used: peers_L.csv, of the whole recording.
 *
 * @param peers
 *            the one that used most CPU time first
 */
public record PeerUse(List<Peer> peers) {

    /** In place of an address, for requests that never received on TCP. */
    public static final String UNKNOWN = "unknown";
    /** For a run without the file, from an earlier version. */
    static final PeerUse NONE = new PeerUse(List.of());

    private static final int SHOWN = 10;

    /**
     * @param address
     *            or {@link #UNKNOWN}
     * @param mostAtOnce
     *            most requests in flight at the same time
     * @param connections
     *            NaN if they are not known
     * @param cpuTime
     *            ns
     */
    public record Peer(String address, long requests, long mostAtOnce, double connections, double cpuTime,
            long flagged) {}

    public PeerUse {
        peers = peers.stream().sorted(Comparator.comparingDouble((Peer peer) -> -peer.cpuTime)
                .thenComparingLong(peer -> -peer.requests).thenComparing(Peer::address)).toList();
    }

    public boolean isEmpty() {
        return peers.isEmpty();
    }

    /** ns of all peers. */
    public double cpuTime() {
        return peers.stream().mapToDouble(Peer::cpuTime).sum();
    }

    /** Those with most CPU time and those with most requests, in the order of their CPU time. */
    public List<Peer> foremost() {
        Stream<Peer> byRequests = peers.stream().sorted(Comparator.comparingLong((Peer peer) -> -peer.requests));
        Set<Peer> shown = new LinkedHashSet<>(
                Stream.concat(peers.stream().limit(SHOWN), byRequests.limit(SHOWN)).toList());
        return peers.stream().filter(shown::contains).toList();
    }
}
