package io.finelame.analyze.stacks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A flame graph laid out: a box for each function on what called it, as wide as its share of the samples; of two groups, as the mean of
 * both shares.
 *
 * @param boxes
 *            from the root up, then by name
 * @param levels
 *            boxes of the highest stack
 * @param hidden
 *            functions that are too narrow to be drawn, or too high up
 */
public record FlameGraph(List<Box> boxes, int levels, int hidden) {

    /** Share of the width below which a function is not drawn. */
    public static final double LEAST_SHARE = 0.001;
    /** A page has no room for more. */
    public static final int MOST_LEVELS = 72;

    /**
     * @param from
     *            left end as a share of the width, and {@code to} the right one
     * @param level
     *            from 0
     * @param difference
     *            from -1, only in the other group, to 1, only in the first: the difference of the shares by their sum; 0 without another
     *            group
     */
    public record Box(Frame frame, double from, double to, int level, double difference) {}

    /** Places boxes from left to right. */
    private static final class Layout {

        private final StackTree tree;
        private final long[][] totals;
        private final List<List<Integer>> children;
        private final List<Box> boxes = new ArrayList<>();
        private int levels;
        private int hidden;

        Layout(StackTree tree, List<GroupSamples> groups) {
            this.tree = tree;
            this.totals = groups.stream().map(group -> tree.totals(group.own())).toArray(long[][]::new);
            this.children = tree.children();
        }

        void place(int node, double from, int level) {
            double width = width(node);
            if (width == 0) {
                return;
            }
            if (width < LEAST_SHARE || level >= MOST_LEVELS) {
                hidden++;
            } else {
                boxes.add(new Box(tree.frameOf(node), from, from + width, level, difference(node)));
                levels = Math.max(levels, level + 1);
            }
            double at = from;
            for (int child : children.get(node)) {
                place(child, at, level + 1);
                at += width(child);
            }
        }

        private double width(int node) {
            return IntStream.range(0, totals.length).mapToDouble(group -> share(group, node)).sum() / totals.length;
        }

        private double share(int group, int node) {
            return (double) totals[group][node] / totals[group][0];
        }

        private double difference(int node) {
            return totals.length == 1
                    ? 0
                    : (share(0, node) - share(1, node)) / (share(0, node) + share(1, node));
        }
    }

    public static FlameGraph of(StackTree tree, GroupSamples group) {
        return of(tree, List.of(group));
    }

    public static FlameGraph of(StackTree tree, RunStacks.Pair pair) {
        return of(tree, List.of(pair.of(), pair.against()));
    }

    private static FlameGraph of(StackTree tree, List<GroupSamples> groups) {
        Layout layout = new Layout(tree, groups);
        layout.place(0, 0, 0);
        return new FlameGraph(List.copyOf(layout.boxes), layout.levels, layout.hidden);
    }
}
