package io.finelame.record.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Warnings for the user about a datapoints map that was too small. Not thread-safe. */
final class MapRoom {
    /** Peers after these are counted together. */
    private static final int MOST_PEERS = 10_000;

    private final int places;
    private final Map<String, Integer> left = new HashMap<>();
    private int allLeft;
    private long lost;
    private boolean saidLeft;
    private boolean saidLost;

    /** @param places of the map */
    MapRoom(int places) {
        this.places = places;
    }

    /** A request left the map before it was over. */
    void left(String peer) {
        allLeft++;
        if (left.size() < MOST_PEERS || left.containsKey(peer)) {
            left.merge(peer, 1, Integer::sum);
        }
    }

    /** @param requests that found no place, since recording began */
    void lost(long requests) {
        lost = requests;
    }

    /** What is to be said at once: each kind of line one time. */
    List<String> news() {
        List<String> lines = new ArrayList<>();
        if (!saidLeft && allLeft > 0) {
            saidLeft = true;
            lines.add(describeLeft());
        }
        if (!saidLost && lost > 0) {
            saidLost = true;
            lines.add(describeLost());
        }
        return lines;
    }

    /** Warnings for the end of the recording. */
    List<String> warnings() {
        List<String> lines = new ArrayList<>();
        if (allLeft > 0) {
            lines.add(describeLeft());
        }
        if (lost > 0) {
            lines.add(describeLost());
        }
        return lines;
    }

    private String describeLeft() {
        Map.Entry<String, Integer> most = left.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        String peer = most.getKey().isEmpty() ? "peers that are not known" : most.getKey();
        return ("the map of requests was nearly full (max_requests: %,d): %,d idle requests left it early, %,d of them of"
                + " %s; what they do afterwards counts as new requests")
                .formatted(places, allLeft, most.getValue(), peer);
    }

    private String describeLost() {
        return ("the map of requests was full: %,d requests were not recorded; max_requests is %,d, and a larger one"
                + " holds more").formatted(lost, places);
    }
}
