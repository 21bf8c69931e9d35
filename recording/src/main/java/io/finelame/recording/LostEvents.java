package io.finelame.recording;

import java.util.ArrayList;
import java.util.List;

/**
 * Counter updates that found no room in the ring buffer: where a recording of events is not exact.
 *
 * @param cpu that they came from
 * @param fromNs CLOCK_MONOTONIC ns after which, and {@code toNs} before which, they happened
 */
public record LostEvents(int cpu, long count, long fromNs, long toNs) {

    /** Turns counters that are read again and again into time intervals; adjacent ones are merged. Not thread-safe. */
    static final class Collector {
        private final List<LostEvents> stretches = new ArrayList<>();
        private long[] before = new long[0];
        private long beforeNs;

        /** @param lost [CPUs] since recording began */
        void note(long nowNs, long[] lost) {
            for (int cpu = 0; cpu < lost.length; cpu++) {
                long known = cpu < before.length ? before[cpu] : 0;
                if (lost[cpu] > known) {
                    add(new LostEvents(cpu, lost[cpu] - known, beforeNs, nowNs));
                }
            }
            before = lost;
            beforeNs = nowNs;
        }

        private void add(LostEvents next) {
            for (int i = stretches.size() - 1; i >= 0; i--) {
                LostEvents last = stretches.get(i);
                if (last.cpu == next.cpu) {
                    if (last.toNs == next.fromNs) {
                        stretches.set(i, new LostEvents(next.cpu, last.count + next.count, last.fromNs, next.toNs));
                        return;
                    }
                    break;
                }
            }
            stretches.add(next);
        }

        List<LostEvents> stretches() {
            return List.copyOf(stretches);
        }
    }
}
