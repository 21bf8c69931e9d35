package io.finelame.record.capture;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Which requests leave a datapoints map that is nearly full, so that new ones find a place: those that have been idle for
 * longest, of the peer that has most. A peer that holds many requests open doesn't hide what others do. Not thread-safe.
 */
final class CrowdedMap {
    /** Proportion of the map that may be filled, so that new requests until the next snapshot still fit. */
    private static final double NEARLY_FULL = 0.75;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final int places;
    private final int valueSize;
    private final int latestUpdate;
    private final int address;
    private final int finished;

    /** @param layout of a datapoint */
    CrowdedMap(int places, StructLayout layout) {
        this.places = places;
        this.valueSize = layout.size();
        this.latestUpdate = layout.field("latest_ts_update").offset();
        this.address = layout.field("saddr").offset();
        this.finished = layout.field("finished").offset();
    }

    private record Peer(long high, long low) {}

    /** @param index of its entry in the snapshot */
    private record Idle(int index, long since) {}

    /** @return places in the map */
    int places() {
        return places;
    }

    /**
     * The entries of a snapshot that should leave, by index; none if there is room. Finished requests leave anyway.
     *
     * @param values of the datapoints, one behind the other
     * @param idleSince what was updated later stays, CLOCK_MONOTONIC, ns
     */
    List<Integer> toLeave(MemorySegment values, int entries, long idleSince) {
        int tooMany = entries - fewEnough();
        return tooMany <= 0 ? List.of() : longestIdle(byPeer(values, entries, idleSince), tooMany);
    }

    /** Whether requests have to leave. */
    boolean isCrowded(long entries) {
        return entries > fewEnough();
    }

    private int fewEnough() {
        return (int) (places * NEARLY_FULL);
    }

    private Collection<List<Idle>> byPeer(MemorySegment values, int entries, long idleSince) {
        Map<Peer, List<Idle>> peers = new HashMap<>();
        for (int index = 0; index < entries; index++) {
            long at = (long) valueSize * index;
            long since = values.get(LONG, at + latestUpdate);
            if (since < idleSince && values.get(ValueLayout.JAVA_BYTE, at + finished) == 0) {
                Peer peer = new Peer(values.get(LONG, at + address), values.get(LONG, at + address + Long.BYTES));
                peers.computeIfAbsent(peer, _ -> new ArrayList<>()).add(new Idle(index, since));
            }
        }
        return peers.values();
    }

    private static List<Integer> longestIdle(Collection<List<Idle>> peers, int count) {
        PriorityQueue<Deque<Idle>> byRequests = new PriorityQueue<>(
                Comparator.comparingInt((Deque<Idle> peer) -> peer.size()).reversed());
        for (List<Idle> requests : peers) {
            requests.sort(Comparator.comparingLong(Idle::since));
            byRequests.add(new ArrayDeque<>(requests));
        }
        List<Integer> leaving = new ArrayList<>();
        while (leaving.size() < count && !byRequests.isEmpty()) {
            Deque<Idle> largest = byRequests.poll();
            leaving.add(largest.poll().index());
            if (!largest.isEmpty()) {
                byRequests.add(largest);
            }
        }
        return leaving;
    }
}
