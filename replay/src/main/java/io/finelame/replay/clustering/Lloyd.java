package io.finelame.replay.clustering;

import io.finelame.replay.clustering.KMeans.Partition;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Lloyd's algorithm with Hamerly's bounds (2010): most rows can't change their cluster and are passed over. */
final class Lloyd {
    private static final int BLOCK = 512;
    /** Rows for each pair of centroids from which on knowing the centroids' distances saves more than it costs. */
    private static final int ROWS_PER_CENTROID_PAIR = 20;
    /** If at most so many of the rows changed their cluster, exchanges get there sooner. */
    private static final double EXCHANGE_FRACTION = 0.01;
    /** Bounds are kept this much apart, so that rounding never passes over a row that would change. */
    private static final double SLACK = 1e-9;

    private final Points points;
    private final int k;
    private final int features;
    private final double[][] centroids;
    private final int[] labels;
    private final double[] upper;
    private final double[] lower;
    private boolean assigned;
    private final double[][] sums;
    private final double[] weights;

    Lloyd(Points points, double[][] start) {
        this.points = points;
        this.k = start.length;
        this.features = points.features();
        this.centroids = Arrays.stream(start).map(double[]::clone).toArray(double[][]::new);
        this.labels = new int[points.count()];
        this.upper = new double[points.count()];
        this.lower = new double[points.count()];
        this.sums = new double[k][features];
        this.weights = new double[k];
    }

    /** Goes on where the call before ended. */
    Partition run(int iterations) {
        if (!assigned) {
            assignAll();
            addUp();
            assigned = true;
        }
        for (int iteration = 0; iteration < iterations; iteration++) {
            int changes = assignChanged(moveCentroids());
            if (changes <= labels.length * EXCHANGE_FRACTION && points.weights() == null) {
                changes = exchangeUntilFew();
            }
            if (changes == 0) {
                addUp();
                if (assignChanged(moveCentroids()) == 0) {
                    break;
                }
            }
        }
        return new Partition(centroids, labels, inertia());
    }

    private void assignAll() {
        double[] distances = new double[BLOCK];
        for (int from = 0; from < labels.length; from += BLOCK) {
            assign(from, Math.min(labels.length, from + BLOCK), distances);
        }
    }

    /** A block of rows stays in the cache for all centroids. */
    private void assign(int from, int to, double[] distances) {
        Arrays.fill(upper, from, to, Double.POSITIVE_INFINITY);
        Arrays.fill(lower, from, to, Double.POSITIVE_INFINITY);
        for (int j = 0; j < k; j++) {
            points.distances(centroids[j], from, to, distances);
            for (int i = from; i < to; i++) {
                double distance = distances[i - from];
                double nearest = upper[i];
                upper[i] = Math.min(nearest, distance);
                lower[i] = Math.min(lower[i], Math.max(nearest, distance));
                labels[i] = distance < nearest ? j : labels[i];
            }
        }
        for (int i = from; i < to; i++) {
            upper[i] = Math.sqrt(upper[i]);
            lower[i] = Math.sqrt(lower[i]);
        }
    }

    /** Each cluster's weight and sum of rows; afterwards they follow the rows that change. */
    private void addUp() {
        Arrays.fill(weights, 0);
        for (double[] sum : sums) {
            Arrays.fill(sum, 0);
        }
        for (int i = 0; i < labels.length; i++) {
            add(i, labels[i], points.weight(i));
        }
    }

    private void add(int row, int label, double weight) {
        weights[label] += weight;
        double[] sum = sums[label];
        for (int f = 0; f < features; f++) {
            sum[f] += points.flat()[row * features + f] * weight;
        }
    }

    /** To the means of their rows. @return [k] how far each moved */
    private double[] moveCentroids() {
        double[] moved = new double[k];
        for (int j = 0; j < k; j++) {
            double[] target = weights[j] <= 0 ? farthestRow() : divided(sums[j], weights[j]);
            double squared = 0;
            for (int f = 0; f < features; f++) {
                squared += (target[f] - centroids[j][f]) * (target[f] - centroids[j][f]);
            }
            centroids[j] = target;
            moved[j] = Math.sqrt(squared);
        }
        return moved;
    }

    private static double[] divided(double[] sums, double weight) {
        double[] mean = new double[sums.length];
        for (int f = 0; f < mean.length; f++) {
            mean[f] = sums[f] / weight;
        }
        return mean;
    }

    /** Where a cluster has lost all its rows. */
    private double[] farthestRow() {
        int farthest = 0;
        double most = -1;
        for (int i = 0; i < labels.length; i++) {
            double squared = points.squared(i, centroids[labels[i]]);
            if (squared > most) {
                most = squared;
                farthest = i;
            }
        }
        return points.row(farthest);
    }

    /**
     * Hartigan's exchange (Telgarsky and Vattani 2010): a row between two clusters goes where the sum of squares, centroids
     * moved along, is smaller. What no exchange improves, Lloyd's algorithm doesn't either.
     *
     * @return how many rows changed their cluster
     */
    private int exchange() {
        int changes = 0;
        double lightest = Arrays.stream(weights).min().orElseThrow();
        double leastEntering = lightest / (lightest + 1);
        double[] limits = new double[k];
        for (int j = 0; j < k; j++) {
            double leaving = weights[j] > 1 ? weights[j] / (weights[j] - 1) : 0;
            limits[j] = Math.sqrt(leaving / leastEntering) * (1 + SLACK);
        }
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            if (upper[i] * limits[label] > lower[i] && weights[label] > 1) {
                changes += exchange(i, label, weights[label] / (weights[label] - 1)) ? 1 : 0;
            }
        }
        return changes;
    }

    /** Where few rows still change, moving the centroids along with each gets there sooner. @return how many changed last */
    private int exchangeUntilFew() {
        double[][] before = centroids.clone();
        int changes = exchange();
        if (changes > 0) {
            assignChanged(distances(before));
        }
        return changes;
    }

    /** [k] from where the centroids were. */
    private double[] distances(double[][] before) {
        return IntStream.range(0, k).mapToDouble(j -> {
            double squared = 0;
            for (int f = 0; f < features; f++) {
                squared += (centroids[j][f] - before[j][f]) * (centroids[j][f] - before[j][f]);
            }
            return Math.sqrt(squared);
        }).toArray();
    }

    private boolean exchange(int row, int label, double leaving) {
        double least = points.squared(row, centroids[label]) * leaving * (1 - SLACK);
        int target = label;
        for (int j = 0; j < k; j++) {
            double cost = j == label
                    ? least
                    : points.squared(row, centroids[j]) * weights[j] / (weights[j] + 1);
            if (cost < least) {
                least = cost;
                target = j;
            }
        }
        if (target == label) {
            return false;
        }
        add(row, label, -1);
        add(row, target, 1);
        labels[row] = target;
        upper[row] = Double.POSITIVE_INFINITY;
        centroids[label] = divided(sums[label], weights[label]);
        centroids[target] = divided(sums[target], weights[target]);
        return true;
    }

    /** @return how many rows changed their cluster */
    private int assignChanged(double[] moved) {
        int mover = 0;
        for (int j = 1; j < k; j++) {
            mover = moved[j] > moved[mover] ? j : mover;
        }
        double second = 0;
        for (int j = 0; j < k; j++) {
            second = j == mover ? second : Math.max(second, moved[j]);
        }
        double[] half = halfDistances();
        int changes = 0;
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            upper[i] += moved[label];
            lower[i] -= label == mover ? second : moved[mover];
            double bound = Math.max(half[label], lower[i]);
            if (upper[i] * (1 + SLACK) + SLACK * 1e-3 >= bound && reassign(i, bound)) {
                changes++;
            }
        }
        return changes;
    }

    /** [k] half of the way to the nearest other centroid: a row that is nearer to its own can't change. */
    private double[] halfDistances() {
        double[] half = new double[k];
        if (labels.length < k * k * ROWS_PER_CENTROID_PAIR) {
            return half;
        }
        Arrays.fill(half, Double.POSITIVE_INFINITY);
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < a; b++) {
                double squared = 0;
                for (int f = 0; f < features; f++) {
                    double difference = centroids[a][f] - centroids[b][f];
                    squared += difference * difference;
                }
                double distance = Math.sqrt(squared) / 2;
                half[a] = Math.min(half[a], distance);
                half[b] = Math.min(half[b], distance);
            }
        }
        return half;
    }

    private boolean reassign(int row, double bound) {
        upper[row] = Math.sqrt(points.squared(row, centroids[labels[row]]));
        if (upper[row] * (1 + SLACK) + SLACK * 1e-3 < bound) {
            return false;
        }
        double nearest = Double.POSITIVE_INFINITY;
        double next = Double.POSITIVE_INFINITY;
        int label = 0;
        for (int j = 0; j < k; j++) {
            double squared = points.squared(row, centroids[j]);
            if (squared < nearest) {
                next = nearest;
                nearest = squared;
                label = j;
            } else if (squared < next) {
                next = squared;
            }
        }
        upper[row] = Math.sqrt(nearest);
        lower[row] = Math.sqrt(next);
        if (label == labels[row]) {
            return false;
        }
        add(row, labels[row], -points.weight(row));
        add(row, label, points.weight(row));
        labels[row] = label;
        return true;
    }

    private double inertia() {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum += points.squared(i, centroids[labels[i]]) * points.weight(i);
        }
        return sum;
    }
}
