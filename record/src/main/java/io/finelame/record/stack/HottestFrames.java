package io.finelame.record.stack;

import io.finelame.recording.StackFrame;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** In which function each of the last requests was seen most often. Not thread-safe. */
final class HottestFrames {
    private static final int MOST_REQUESTS = 1 << 14;

    private final Map<Long, Map<Integer, Integer>> requests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Integer, Integer>> eldest) {
            return size() > MOST_REQUESTS;
        }
    };

    /** @param leaf the number of the function that ran for it */
    void note(long request, int leaf) {
        requests.computeIfAbsent(request, _ -> new HashMap<>()).merge(leaf, 1, Integer::sum);
    }

    /** Of several that were seen equally often, the one that was numbered first. */
    Optional<StackFrame> of(long request, IntFunction<StackFrame> frames) {
        return requests.getOrDefault(request, Map.of()).entrySet().stream()
                .min(Map.Entry.<Integer, Integer>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> frames.apply(entry.getKey()));
    }
}
