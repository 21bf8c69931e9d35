package io.finelame.record.symbol;

import java.util.concurrent.TimeUnit;

/**
 * Keeps a job from being done too often: at most four times a second, and, if it takes long, in a tenth of the time. A server can
 * make what is read of it large. Not thread-safe.
 */
final class Interval {
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SHARE = 10;

    private long next = System.nanoTime();

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
        next = end + Math.max(SHORTEST, SHARE * (end - start));
    }
}
