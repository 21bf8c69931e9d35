package io.finelame.analyze.report;

import io.finelame.analyze.plot.FlameColours;
import io.finelame.analyze.stacks.Frame;
import io.finelame.analyze.stacks.FrameKind;
import io.finelame.analyze.stacks.GroupSamples;
import io.finelame.analyze.stacks.RunStacks;
import io.finelame.analyze.stacks.StackTree;
import io.finelame.run.stacks.StackSampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * In which code requests use CPU time, as the page gets it: the tree of all stacks once, and samples by its nodes.
 *
 * @param sampling
 *            of all requests of the recording
 * @param kinds
 *            of code
 * @param names
 *            of functions, each once; {@code kind} is the index of its kind
 * @param frame
 *            [nodes] index of its name; node 0 stands for all
 * @param parent
 *            [nodes] lower than the node itself
 * @param merged
 *            nodes of the run that the page doesn't have: their samples are those of the nodes below them
 * @param pairs
 *            groups that are compared, by their indices: the first with the second
 * @param lives
 *            samples of the requests that have time series, in their order
 * @param colours
 *            of differences: only in the other group, the same share, only in the first
 */
record StacksView(StackSampling sampling, List<Kind> kinds, List<String> names, int[] kind, int[] frame, int[] parent,
        int merged, List<Group> groups, List<int[]> pairs, List<Samples> lives, List<String> colours) {

    private static final int MOST_NODES = 20_000;
    private static final int MOST_NODES_OF_A_REQUEST = 500;

    record Kind(String name, String color) {}

    /** @param samples that end at each of {@code nodes} */
    record Samples(int[] nodes, long[] samples) {}

    record Group(String key, String title, int requests, Samples samples) {}

    /** @param lives rows of the test requests whose time series are shown */
    static StacksView of(RunStacks stacks, int[] lives) {
        return new Builder(stacks).build(lives);
    }

    /** Numbers the nodes that the page gets. */
    private static final class Builder {

        private final RunStacks stacks;
        private final StackTree tree;
        private final int[] kept;
        private final int[] nodes;
        private final int[] numbers;
        private final Map<Frame, Integer> frames = new LinkedHashMap<>();

        Builder(RunStacks stacks) {
            this.stacks = stacks;
            this.tree = stacks.tree();
            this.kept = tree.foremost(stacks.own(), MOST_NODES);
            this.nodes = IntStream.range(0, tree.size()).filter(node -> kept[node] == node).toArray();
            this.numbers = new int[tree.size()];
            for (int number = 0; number < nodes.length; number++) {
                numbers[nodes[number]] = number;
            }
        }

        StacksView build(int[] lives) {
            int[] frame = Arrays.stream(nodes).map(node -> number(tree.frameOf(node))).toArray();
            int[] parent = Arrays.stream(nodes).map(node -> node == 0 ? -1 : numbers[tree.parent()[node]]).toArray();
            List<GroupSamples> groups = stacks.groups();
            return new StacksView(stacks.sampling(),
                    Arrays.stream(FrameKind.values())
                            .map(kind -> new Kind(kind.title(), ChartBook.hex(FlameColours.of(kind)))).toList(),
                    frames.keySet().stream().map(Frame::name).toList(),
                    frames.keySet().stream().mapToInt(each -> each.kind().ordinal()).toArray(), frame, parent,
                    tree.size() - nodes.length,
                    groups.stream().map(group -> new Group(group.group().key(), group.group().title(),
                            group.requests(), samples(group.own(), kept))).toList(),
                    stacks.pairs().stream()
                            .map(pair -> new int[]{groups.indexOf(pair.of()), groups.indexOf(pair.against())}).toList(),
                    lives(lives),
                    List.of(ChartBook.hex(FlameColours.OTHER), ChartBook.hex(FlameColours.SAME),
                            ChartBook.hex(FlameColours.FIRST)));
        }

        private int number(Frame frame) {
            return frames.computeIfAbsent(frame, _ -> frames.size());
        }

        private List<Samples> lives(int[] rows) {
            List<Samples> lives = new ArrayList<>();
            for (int row : rows) {
                long[] own = stacks.own(row);
                lives.add(samples(own, tree.foremost(own, MOST_NODES_OF_A_REQUEST)));
            }
            return lives;
        }

        /** @param to [nodes] which node has a node's samples */
        private Samples samples(long[] own, int[] to) {
            Map<Integer, Long> samples = new TreeMap<>();
            for (int node = 0; node < own.length; node++) {
                if (own[node] > 0) {
                    samples.merge(numbers[kept[to[node]]], own[node], Long::sum);
                }
            }
            return new Samples(samples.keySet().stream().mapToInt(node -> node).toArray(),
                    samples.values().stream().mapToLong(count -> count).toArray());
        }
    }
}
