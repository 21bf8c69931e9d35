package io.finelame.replay.anomaly.kinds;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Random splits of a sample until each request is alone: Liu, Ting, Zhou, Isolation Forest, ICDM 2008, algorithms 2 and
 * 3. Our own because Smile's draws from a generator that all threads share, so the same seed gives other trees when
 * anything else trains at the same time.
 * <p>
 * A node's left child follows it; arrays are [nodes].
 *
 * @param feature -1 in a leaf
 * @param split below it: left
 * @param right the right child
 * @param pathLength of a leaf: splits above it, and those that its requests would still need on average
 */
record IsolationTree(int[] feature, double[] split, int[] right, double[] pathLength) {
    private static final double EULER_GAMMA = 0.5772156649015329;

    /** @param sample [requests][features], not empty; its order changes */
    static IsolationTree grow(double[][] sample, int maxDepth, SplittableRandom random) {
        int most = 2 * sample.length;
        IsolationTree tree = new IsolationTree(new int[most], new double[most], new int[most], new double[most]);
        tree.grow(0, sample, 0, sample.length, maxDepth, 0, random);
        return tree;
    }

    /** @return the node after this one and all below it */
    private int grow(int node, double[][] sample, int from, int to, int maxDepth, int depth, SplittableRandom random) {
        int[] varying = depth == maxDepth ? new int[0] : varying(sample, from, to);
        if (varying.length == 0) {
            feature[node] = -1;
            pathLength[node] = depth + averagePathLength(to - from);
            return node + 1;
        }
        int f = varying[random.nextInt(varying.length)];
        DoubleSummaryStatistics range = IntStream.range(from, to).mapToDouble(i -> sample[i][f]).summaryStatistics();
        feature[node] = f;
        split[node] = between(range.getMin(), range.getMax(), random);
        int middle = partition(sample, from, to, f, split[node]);
        right[node] = grow(node + 1, sample, from, middle, maxDepth, depth + 1, random);
        return grow(right[node], sample, middle, to, maxDepth, depth + 1, random);
    }

    /** Above the least and up to the most, so that both sides hold something. */
    private static double between(double least, double most, SplittableRandom random) {
        return Math.clamp(least + (most - least) * random.nextDouble(), Math.nextUp(least), most);
    }

    private static int[] varying(double[][] sample, int from, int to) {
        return IntStream.range(0, sample[from].length)
                .filter(f -> IntStream.range(from + 1, to).anyMatch(i -> sample[i][f] != sample[from][f])).toArray();
    }

    private static int partition(double[][] sample, int from, int to, int feature, double split) {
        double[][] left = Arrays.stream(sample, from, to).filter(row -> row[feature] < split).toArray(double[][]::new);
        double[][] right = Arrays.stream(sample, from, to).filter(row -> row[feature] >= split)
                .toArray(double[][]::new);
        System.arraycopy(left, 0, sample, from, left.length);
        System.arraycopy(right, 0, sample, from + left.length, right.length);
        return from + left.length;
    }

    double pathLength(double[] row) {
        int node = 0;
        while (feature[node] >= 0) {
            node = row[feature[node]] < split[node] ? node + 1 : right[node];
        }
        return pathLength[node];
    }

    /** Of an unsuccessful search in a binary search tree of this many: the paper's c(n). */
    static double averagePathLength(int requests) {
        return switch (requests) {
            case 0, 1 -> 0;
            case 2 -> 1;
            default -> 2 * (Math.log(requests - 1) + EULER_GAMMA) - 2.0 * (requests - 1) / requests;
        };
    }
}
