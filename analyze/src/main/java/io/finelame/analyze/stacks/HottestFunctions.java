package io.finelame.analyze.stacks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The functions in which requests were when they were sampled, most samples first: leaves of stacks, not what called them. */
public final class HottestFunctions {

    private HottestFunctions() {}

    /**
     * @param samples
     *            of the first group
     * @param share
     *            of the first group's samples
     * @param shareAgainst
     *            of the other group's
     */
    public record Hot(Frame frame, long samples, double share, double shareAgainst) {}

    public static List<Hot> of(StackTree tree, RunStacks.Pair pair, int most) {
        Map<Integer, Long> first = byFrame(tree, pair.of());
        Map<Integer, Long> other = byFrame(tree, pair.against());
        return first.entrySet().stream().sorted(Map.Entry.<Integer, Long>comparingByValue().reversed()).limit(most)
                .map(entry -> new Hot(tree.frames().get(entry.getKey()), entry.getValue(),
                        (double) entry.getValue() / pair.of().samples(),
                        (double) other.getOrDefault(entry.getKey(), 0L) / pair.against().samples()))
                .toList();
    }

    private static Map<Integer, Long> byFrame(StackTree tree, GroupSamples group) {
        Map<Integer, Long> samples = new TreeMap<>();
        IntStream.range(0, tree.size()).filter(node -> group.own()[node] > 0)
                .forEach(node -> samples.merge(tree.frame()[node], group.own()[node], Long::sum));
        return samples;
    }
}
