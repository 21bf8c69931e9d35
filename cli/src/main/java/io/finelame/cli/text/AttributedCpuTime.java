package io.finelame.cli.text;

import java.util.Locale;

/**
 * What the recorded processes used, and how much of it was charged to requests. The clock ticks in which processes are counted
 * are coarse: a little more may have been charged than was used.
 *
 * @param usedNs by all processes that are recorded
 * @param chargedNs to requests
 */
public record AttributedCpuTime(long usedNs, long chargedNs) {
    /** More of the CPU time than this without a request makes a warning. */
    private static final double MUCH = 0.05;
    /** In less CPU time than this, the clock ticks of proc_pid_stat(5) are too coarse for one. */
    private static final long LITTLE_NS = 500_000_000L;

    public long unattributedNs() {
        return Math.max(0, usedNs - chargedNs);
    }

    /** Proportion of the used CPU time that is unattributed, from 0 to 1. */
    public double unattributedPart() {
        return usedNs == 0 ? 0 : (double) unattributedNs() / usedNs;
    }

    /** Whether so much is missing that the user should be warned. */
    public boolean isMuchUnattributed() {
        return usedNs >= LITTLE_NS && unattributedPart() > MUCH;
    }

    /** The amounts in words. */
    public String text() {
        return String.format(Locale.ROOT,
                "%,.2f s used by the server, %,.2f s charged to requests, %,.2f s (%.1f %%) unattributed", usedNs / 1e9,
                chargedNs / 1e9, unattributedNs() / 1e9, 100 * unattributedPart());
    }
}
