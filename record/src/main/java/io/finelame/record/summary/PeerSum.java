package io.finelame.record.summary;

import io.finelame.recording.OriginAddress;

/**
 * What all requests of one peer have used together.
 *
 * @param peer its address as {@link OriginAddress} writes it, or {@link #UNKNOWN}
 * @param mostAtOnce most requests that were in flight at the same time
 * @param connections that the requests came by; -1 if the recording doesn't have them
 * @param received bytes, {@code sent} likewise
 * @param firstTs when its first request began, {@code lastTs} the last update of any: CLOCK_MONOTONIC ns
 * @param flagged requests that the kernel's detector flagged; -1 if none ran
 */
public record PeerSum(String peer, long requests, long mostAtOnce, long connections, long cputimeNs, long received,
        long sent, long firstTs, long lastTs, long flagged) {
    /** Stands for the address of requests that never received on TCP. */
    public static final String UNKNOWN = "unknown";

    public PeerSum withFlagged(long count) {
        return new PeerSum(peer, requests, mostAtOnce, connections, cputimeNs, received, sent, firstTs, lastTs, count);
    }
}
