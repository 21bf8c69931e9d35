package io.finelame.analyze.stacks;

import io.finelame.run.stacks.RequestStacks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stacks, merged as far as they are the same from the root on. Node 0 stands for all of them; a node has a higher number than its
 * parent.
 *
 * @param frames
 *            each once, by its index
 * @param frame
 *            [nodes] index of its frame
 * @param parent
 *            [nodes]; -1 of node 0
 * @param leaves
 *            [stacks] the node at which each ends
 */
public record StackTree(List<Frame> frames, int[] frame, int[] parent, int[] leaves) {

    /** The frame of node 0. */
    static final Frame ALL = Frame.process("all");

    private record Child(int parent, int frame) {}

    /** Collects nodes. */
    private static final class Builder {

        private final Map<Frame, Integer> frames = new LinkedHashMap<>(Map.of(ALL, 0));
        private final Map<Child, Integer> nodes = new LinkedHashMap<>(Map.of(new Child(-1, 0), 0));
        private final Map<String, Frame> parsed = new HashMap<>();

        int add(List<String> stack) {
            int node = child(0, Frame.process(stack.getFirst()));
            for (String text : stack.subList(1, stack.size())) {
                node = child(node, parsed.computeIfAbsent(text, Frame::of));
            }
            return node;
        }

        private int child(int node, Frame frame) {
            int index = frames.computeIfAbsent(frame, _ -> frames.size());
            return nodes.computeIfAbsent(new Child(node, index), _ -> nodes.size());
        }

        StackTree tree(int[] leaves) {
            return new StackTree(List.copyOf(frames.keySet()),
                    nodes.keySet().stream().mapToInt(Child::frame).toArray(),
                    nodes.keySet().stream().mapToInt(Child::parent).toArray(), leaves);
        }
    }

    public static StackTree of(RequestStacks stacks) {
        Builder builder = new Builder();
        int[] leaves = new int[stacks.stacks().size()];
        Arrays.setAll(leaves, stack -> builder.add(stacks.frames(stack)));
        return builder.tree(leaves);
    }

    public int size() {
        return parent.length;
    }

    public Frame frameOf(int node) {
        return frames.get(frame[node]);
    }

    /**
     * @param own
     *            [nodes] samples that end at each
     * @return [nodes] samples that end at each or above it
     */
    long[] totals(long[] own) {
        long[] totals = own.clone();
        for (int node = size() - 1; node > 0; node--) {
            totals[parent[node]] += totals[node];
        }
        return totals;
    }

    /** The nodes that stand on each node, by name. */
    List<List<Integer>> children() {
        List<List<Integer>> children = new ArrayList<>();
        for (int node = 0; node < size(); node++) {
            children.add(new ArrayList<>());
            if (node > 0) {
                children.get(parent[node]).add(node);
            }
        }
        children.forEach(each -> each.sort((a, b) -> {
            int byName = frameOf(a).name().compareTo(frameOf(b).name());
            return byName != 0 ? byName : frameOf(a).kind().compareTo(frameOf(b).kind());
        }));
        return children;
    }

    /**
     * Chooses the nodes that most samples end at or above.
     *
     * @param own
     *            [nodes] samples that end at each
     * @param most
     *            nodes that are kept
     * @return [nodes] the node itself if it is kept, otherwise the nearest below it that is
     */
    public int[] foremost(long[] own, int most) {
        long[] totals = totals(own);
        long[] sorted = Arrays.stream(totals).sorted().toArray();
        long least = sorted.length <= most ? 1 : Math.max(1, sorted[sorted.length - most - 1] + 1);
        int[] kept = new int[size()];
        for (int node = 1; node < size(); node++) {
            kept[node] = totals[node] >= least ? node : kept[parent[node]];
        }
        return kept;
    }

    /** The frames from the process on. */
    List<Frame> path(int node) {
        List<Frame> path = new ArrayList<>();
        for (int at = node; at > 0; at = parent[at]) {
            path.addFirst(frameOf(at));
        }
        return path;
    }
}
