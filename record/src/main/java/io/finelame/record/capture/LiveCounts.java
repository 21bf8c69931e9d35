package io.finelame.record.capture;

import io.finelame.recording.Loss;

/**
 * How far a recording has come.
 *
 * @param requests that began since the probes were attached
 * @param inFlight requests in the map when it was read last, with those that have been answered and may continue
 * @param bytes written
 * @param losses by {@link Loss#ordinal}
 * @param cpuUsedNs CPU time of the server's processes, ns
 * @param cpuChargedNs what of it was charged to requests
 */
public record LiveCounts(long requests, long inFlight, long snapshots, long bytes, long[] losses, long cpuUsedNs,
        long cpuChargedNs) {}
