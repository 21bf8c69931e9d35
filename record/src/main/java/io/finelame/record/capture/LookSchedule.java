package io.finelame.record.capture;

/** When to look at what changes seldom: soon after a change, and ever less often without one. Not thread-safe. */
final class LookSchedule {
    private static final long SHORTEST_NS = 500_000_000L;

    private final long longestNs;
    private long next;
    private long earliest;
    private long pause = SHORTEST_NS;

    /** @param longestNs the pause that it comes to without changes */
    LookSchedule(long longestNs) {
        this.longestNs = longestNs;
    }

    /**
     * Whether it is time; then it is not again until later.
     *
     * @param now ns since any moment, the same at each call
     * @param changed whether something is known to have changed since the last call
     */
    boolean isDue(long now, boolean changed) {
        if (changed) {
            pause = SHORTEST_NS;
            next = earliest;
        }
        if (now < next) {
            return false;
        }
        earliest = now + SHORTEST_NS;
        next = now + pause;
        pause = Math.min(2 * pause, longestNs);
        return true;
    }
}
