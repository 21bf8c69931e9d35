package io.finelame.record.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts how many requests of each peer are in flight at once. Begins and ends are known when a snapshot has been read, and
 * counted in the order of their times then: only those of one snapshot are kept. Not thread-safe.
 */
final class Concurrency {
    /** An end before a begin of the same time. */
    private static final Comparator<Change> ORDER = Comparator.comparingLong(Change::ts).thenComparingInt(Change::by);

    private final List<Change> changes = new ArrayList<>();

    /** The counts of one peer. */
    static final class Count {
        private long now;
        private long most;

        long most() {
            return most;
        }
    }

    /** @param ts CLOCK_MONOTONIC ns */
    private record Change(Count count, long ts, int by) {}

    void begin(Count count, long ts) {
        changes.add(new Change(count, ts, 1));
    }

    void end(Count count, long ts) {
        changes.add(new Change(count, ts, -1));
    }

    /** At the end of a snapshot. */
    void settle() {
        changes.sort(ORDER);
        for (Change change : changes) {
            change.count.now += change.by;
            change.count.most = Math.max(change.count.most, change.count.now);
        }
        changes.clear();
    }
}
