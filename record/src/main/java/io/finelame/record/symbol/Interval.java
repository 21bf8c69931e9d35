package io.finelame.record.symbol;

import java.util.concurrent.TimeUnit;

/**
 * Keeps a job from being done too often, and, if it takes long, in more than a tenth of the time. A server can make what is read of
 * it large. Not thread-safe.
 */
final class Interval {
    private static final int SHARE = 10;

    private final long shortest;
    private long next = System.nanoTime();

    /** @param shortest time between two runs, in milliseconds */
    Interval(long shortest) {
        this.shortest = TimeUnit.MILLISECONDS.toNanos(shortest);
    }

    /** @return whether it was done */
    boolean runIfDue(Runnable job) {
        if (System.nanoTime() - next < 0) {
            return false;
        }
        run(job);
        return true;
    }

    /** Due or not. */
    void run(Runnable job) {
        long start = System.nanoTime();
        job.run();
        long end = System.nanoTime();
        next = end + Math.max(shortest, SHARE * (end - start));
    }
}
