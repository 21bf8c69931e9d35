package io.finelame.replay.clustering;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Groups of near rows, each replaced by its mean: the group with the largest sum of squares is split at the mean of its widest
 * feature, until there are as many as asked for. A clustering's sum of squares on them differs from that on the rows by little but
 * a constant.
 */
final class MicroClusters {
    private final Points points;
    /** The rows; those of a group are neighbours. */
    private final int[] order;

    private MicroClusters(Points points) {
        this.points = points;
        this.order = IntStream.range(0, points.count()).toArray();
    }

    /** @return the means, weighted by their numbers of rows; the points themselves if there are at most that many */
    static Points of(Points points, int count) {
        return points.count() <= count ? points : new MicroClusters(points).split(count);
    }

    private Points split(int count) {
        PriorityQueue<Group> largestFirst = new PriorityQueue<>(
                Comparator.comparingDouble((Group group) -> -group.squares()).thenComparingInt(Group::from));
        largestFirst.add(group(0, order.length));
        while (largestFirst.size() < count && largestFirst.peek().squares() > 0) {
            Group split = largestFirst.poll();
            int middle = partition(split);
            largestFirst.add(group(split.from(), middle));
            largestFirst.add(group(middle, split.to()));
        }
        List<Group> all = largestFirst.stream().sorted(Comparator.comparingInt(Group::from)).toList();
        return Points.of(all.stream().map(Group::mean).toArray(double[][]::new),
                all.stream().mapToDouble(group -> group.to() - group.from()).toArray());
    }

    /** @param squares summed over all features; the widest is the feature with the largest part of it */
    private record Group(int from, int to, double[] mean, double squares, int widest) {}

    private Group group(int from, int to) {
        double[] mean = new double[points.features()];
        double all = 0;
        double most = -1;
        int widest = 0;
        for (int f = 0; f < mean.length; f++) {
            double[] column = points.columns()[f];
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += column[order[i]];
            }
            mean[f] = sum / (to - from);
            double squares = 0;
            for (int i = from; i < to; i++) {
                double difference = column[order[i]] - mean[f];
                squares += difference * difference;
            }
            all += squares;
            if (squares > most) {
                most = squares;
                widest = f;
            }
        }
        return new Group(from, to, mean, all, widest);
    }

    /** Rows below the mean first. @return where the others begin: never an end, for not all rows are the same */
    private int partition(Group group) {
        double[] column = points.columns()[group.widest()];
        double middle = group.mean()[group.widest()];
        int low = group.from();
        int high = group.to() - 1;
        while (low <= high) {
            if (column[order[low]] < middle) {
                low++;
            } else {
                int swapped = order[low];
                order[low] = order[high];
                order[high--] = swapped;
            }
        }
        return Math.clamp(low, group.from() + 1, group.to() - 1);
    }
}
