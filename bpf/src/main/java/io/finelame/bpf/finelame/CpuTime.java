package io.finelame.bpf.finelame;

/**
 * CPU time since the programs were loaded, ns.
 *
 * @param charged to requests
 * @param ended used by processes to record that have ended, in their whole lifetime
 */
public record CpuTime(long charged, long ended) {}
