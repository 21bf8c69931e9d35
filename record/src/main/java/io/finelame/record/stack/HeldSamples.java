package io.finelame.record.stack;

import io.finelame.recording.StackSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples whose request is not known yet, by the batch that the kernel numbers them with. What never becomes known is given up
 * after a while. Not thread-safe.
 */
final class HeldSamples {
    /** CPU time that nobody has claimed by then is nobody's. */
    static final long LONGEST_NS = 60_000_000_000L;
    static final int MOST = 1 << 16;

    private final Map<Integer, List<StackSample>> batches = new HashMap<>();
    private int count;

    /** False if there is no room for it. */
    boolean hold(int batch, StackSample sample) {
        if (count >= MOST) {
            return false;
        }
        of(batch).add(sample);
        count++;
        return true;
    }

    private List<StackSample> of(int batch) {
        return batches.computeIfAbsent(batch, _ -> new ArrayList<>());
    }

    void move(int batch, int toBatch) {
        List<StackSample> moved = batches.remove(batch);
        if (moved != null) {
            of(toBatch).addAll(moved);
        }
    }

    List<StackSample> take(int batch) {
        List<StackSample> its = batches.remove(batch);
        if (its == null) {
            return List.of();
        }
        count -= its.size();
        return its;
    }

    /** Takes out those that were held too long: batches whose first sample is from before that, CLOCK_MONOTONIC ns. */
    List<StackSample> takeOlderThan(long ts) {
        List<Integer> old = batches.keySet().stream().filter(batch -> batches.get(batch).getFirst().ts() < ts).toList();
        return old.stream().flatMap(batch -> take(batch).stream()).toList();
    }
}
