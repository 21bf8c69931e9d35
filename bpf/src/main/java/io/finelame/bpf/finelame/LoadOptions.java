package io.finelame.bpf.finelame;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Options that are fixed before the programs are loaded; {@code struct options} in finelame.h.
 *
 * @param maxRequests how many requests the maps hold at once
 * @param eventBytes what the ring buffer of events holds: a power of two, at least a page
 * @param automatic maps the threads of the {@link Targets} without request mappers
 * @param waits counts what threads wait: REQ_OFFCPU and REQ_FUTEX_WAIT
 * @param peerWaits counts what requests wait for their peers, with automatic mapping: REQ_PEER_WAIT
 * @param ages counts how old requests are: REQ_AGE
 * @param chosen request mappers count only in those of the {@link Targets} that were chosen
 * @param consensus how many of the last models have to flag a request, 1 to {@link #MAX_CONSENSUS}
 */
public record LoadOptions(int maxRequests, int eventBytes, boolean automatic, boolean waits, boolean peerWaits,
        boolean ages, boolean chosen, int consensus) {
    /** {@code MAX_CONSENSUS} in finelame.h */
    public static final int MAX_CONSENSUS = 8;
    private static final int MOST_SOCKETS = 1 << 16;
    private static final int MOST_SHARES = 1 << 16;
    private static final int SMALLEST_RING = 4096;
    /** A request may have several, and all that ever were stay until their place is needed. */
    private static final int FEWEST_OBJECTS = 1 << 17;

    /** Without an event log, automatic mapping, waits and a choice of processes. */
    public static LoadOptions of(int maxRequests) {
        return new LoadOptions(maxRequests, SMALLEST_RING, false, false, false, false, false, 1);
    }

    /** Small, and with all that a program may do: what the verifier takes no exception to then works with less. */
    static LoadOptions ofTrial() {
        return new LoadOptions(1, SMALLEST_RING, true, true, true, true, true, MAX_CONSENSUS);
    }

    public LoadOptions withEvents(int bytes) {
        return new LoadOptions(maxRequests, bytes, automatic, waits, peerWaits, ages, chosen, consensus);
    }

    public LoadOptions withAutomatic(boolean wanted) {
        return new LoadOptions(maxRequests, eventBytes, wanted, waits, peerWaits, ages, chosen, consensus);
    }

    public LoadOptions withWaits(boolean wanted) {
        return new LoadOptions(maxRequests, eventBytes, automatic, wanted, peerWaits, ages, chosen, consensus);
    }

    public LoadOptions withPeerWaits(boolean wanted) {
        return new LoadOptions(maxRequests, eventBytes, automatic, waits, wanted, ages, chosen, consensus);
    }

    public LoadOptions withAges(boolean wanted) {
        return new LoadOptions(maxRequests, eventBytes, automatic, waits, peerWaits, wanted, chosen, consensus);
    }

    public LoadOptions withChosen(boolean wanted) {
        return new LoadOptions(maxRequests, eventBytes, automatic, waits, peerWaits, ages, wanted, consensus);
    }

    public LoadOptions withConsensus(int models) {
        return new LoadOptions(maxRequests, eventBytes, automatic, waits, peerWaits, ages, chosen, models);
    }

    /** Objects of the server that stand for a request, all requests together. */
    int maxObjects() {
        return Math.max(maxRequests, FEWEST_OBJECTS);
    }

    /** Processes of requests that several work for, without the first of each. */
    int maxShares() {
        return Math.min(maxRequests, MOST_SHARES);
    }

    /** Sockets that kprobes distinguish, if they have to. */
    static int maxSockets(boolean byAddress) {
        return byAddress ? MOST_SOCKETS : 1;
    }

    /** @param byAddress whether kprobes serve, to which a socket is an address */
    void writeTo(MemorySegment value, StructLayout layout, boolean byAddress) {
        value.set(JAVA_INT, layout.field("by_address").offset(), byAddress ? 1 : 0);
        value.set(JAVA_INT, layout.field("automatic").offset(), automatic ? 1 : 0);
        value.set(JAVA_INT, layout.field("waits").offset(), waits ? 1 : 0);
        value.set(JAVA_INT, layout.field("peer_waits").offset(), peerWaits && automatic ? 1 : 0);
        value.set(JAVA_INT, layout.field("ages").offset(), ages ? 1 : 0);
        value.set(JAVA_INT, layout.field("chosen").offset(), chosen ? 1 : 0);
        value.set(JAVA_INT, layout.field("consensus").offset(), consensus);
    }
}
