package io.finelame.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * K-means for a whole range of k on the same rows. The starts for a k are k-means++ (Arthur and Vassilvitskii 2007), and the
 * best clusters for k - 1 with one of them split. They are improved on a weighted sample (a lightweight coreset: Bachem, Lucic
 * and Krause 2018); the best of them go on over all rows until no row changes its cluster. A k's clusters depend on rows,
 * restarts and seed alone. Not thread-safe.
 */
final class KMeans {
    private static final int SAMPLE = 1024;
    private static final int FINALISTS = 3;
    private static final int SWAPS = 8;

    private final Points all;
    private final Points sample;
    private final int restarts;
    private final long seed;
    /** By k - 1: the finalists on the sample, the best one first. */
    private final List<List<Partition>> finalists = new ArrayList<>();

    /**
     * @param rows [n][features] standardised
     * @param restarts k-means++ starts for each k
     */
    KMeans(double[][] rows, int restarts, long seed) {
        this.all = Points.of(rows);
        this.sample = all.sample(SAMPLE, new SplittableRandom(seed));
        this.restarts = restarts;
        this.seed = seed;
    }

    /** @param k at most the number of different rows */
    Partition train(int k) {
        for (int smaller = finalists.size() + 1; smaller <= k; smaller++) {
            finalists.add(search(smaller));
        }
        Partition best = null;
        for (Partition finalist : finalists.get(k - 1)) {
            Partition refined = new Lloyd(all, finalist.centroids()).run();
            if (best == null || refined.inertia() < best.inertia()) {
                best = refined;
            }
        }
        return best;
    }

    /** Lloyd's algorithm from given centroids. */
    static Partition from(double[][] rows, double[][] centroids) {
        return new Lloyd(Points.of(rows), centroids).run();
    }

    private List<Partition> search(int k) {
        List<Partition> found = new ArrayList<>();
        for (int restart = 0; restart < restarts; restart++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + 1009L * k + restart);
            found.add(new Lloyd(sample, sample.plusPlus(k, random)).run());
        }
        if (k > 1) {
            Partition smaller = finalists.get(k - 2).getFirst();
            for (double[][] start : sample.splits(smaller)) {
                found.add(new Lloyd(sample, start).run());
            }
        }
        found.sort(Comparator.comparingDouble(Partition::inertia));
        if (k > 1) {
            found.addFirst(swapped(found.getFirst()));
        }
        List<Partition> distinct = new ArrayList<>();
        for (Partition partition : found) {
            boolean known = distinct.stream()
                    .anyMatch(other -> Math.abs(other.inertia() - partition.inertia()) <= 1e-9 * other.inertia());
            if (!known && distinct.size() < FINALISTS) {
                distinct.add(partition);
            }
        }
        return distinct;
    }

    /** Moves a centroid that is hardly missed to where one is missed most, as long as that helps. */
    private Partition swapped(Partition start) {
        Partition best = start;
        for (int swap = 0; swap < SWAPS; swap++) {
            double[][] without = sample.withoutLeastMissed(best);
            Partition fewer = new Lloyd(sample, without).run();
            Partition better = null;
            for (double[][] split : sample.splits(fewer)) {
                Partition candidate = new Lloyd(sample, split).run();
                if (better == null || candidate.inertia() < better.inertia()) {
                    better = candidate;
                }
            }
            if (better == null || better.inertia() >= best.inertia() * (1 - 1e-12)) {
                return best;
            }
            best = better;
        }
        return best;
    }

    /**
     * @param centroids [k][features]
     * @param labels [rows]
     * @param inertia sum of squared distances, weighted where the rows are
     */
    record Partition(double[][] centroids, int[] labels, double inertia) {}

    /**
     * Rows as columns, so that distances to a centroid are computed for many rows at once.
     *
     * @param columns [features][rows]
     * @param weights [rows], or null where each counts once
     */
    private record Points(double[][] columns, double[] weights, int count) {
        static Points of(double[][] rows) {
            int features = rows[0].length;
            double[][] columns = new double[features][rows.length];
            for (int i = 0; i < rows.length; i++) {
                for (int f = 0; f < features; f++) {
                    columns[f][i] = rows[i][f];
                }
            }
            return new Points(columns, null, rows.length);
        }

        double weight(int row) {
            return weights == null ? 1 : weights[row];
        }

        double[] row(int row) {
            double[] values = new double[columns.length];
            for (int f = 0; f < values.length; f++) {
                values[f] = columns[f][row];
            }
            return values;
        }

        /** Rows far from the mean are drawn more often, and weigh less for that. */
        Points sample(int size, SplittableRandom random) {
            if (count <= size) {
                return this;
            }
            double[] mean = Arrays.stream(columns).mapToDouble(c -> Arrays.stream(c).average().orElseThrow()).toArray();
            double[] squared = new double[count];
            distances(mean, squared);
            double sum = Arrays.stream(squared).sum();
            double[] cumulative = new double[count];
            double reached = 0;
            for (int i = 0; i < count; i++) {
                reached += 0.5 / count + (sum == 0 ? 0.5 / count : 0.5 * squared[i] / sum);
                cumulative[i] = reached;
            }
            double[][] drawn = new double[columns.length][size];
            double[] drawnWeights = new double[size];
            for (int i = 0; i < size; i++) {
                int row = place(cumulative, random.nextDouble() * reached);
                double probability = cumulative[row] - (row == 0 ? 0 : cumulative[row - 1]);
                drawnWeights[i] = 1 / (size * probability);
                for (int f = 0; f < drawn.length; f++) {
                    drawn[f][i] = columns[f][row];
                }
            }
            return new Points(drawn, drawnWeights, size);
        }

        private static int place(double[] cumulative, double value) {
            int found = Arrays.binarySearch(cumulative, value);
            return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
        }

        /** Squared distances of all rows to a centroid. */
        void distances(double[] centroid, double[] into) {
            double[] first = columns[0];
            double at = centroid[0];
            for (int i = 0; i < count; i++) {
                double difference = first[i] - at;
                into[i] = difference * difference;
            }
            for (int f = 1; f < columns.length; f++) {
                double[] column = columns[f];
                double coordinate = centroid[f];
                for (int i = 0; i < count; i++) {
                    double difference = column[i] - coordinate;
                    into[i] += difference * difference;
                }
            }
        }

        /** Fewer than k where there are fewer different rows. */
        double[][] plusPlus(int k, SplittableRandom random) {
            List<double[]> chosen = new ArrayList<>();
            chosen.add(row(random.nextInt(count)));
            double[] nearest = new double[count];
            double[] distances = new double[count];
            Arrays.fill(nearest, Double.POSITIVE_INFINITY);
            double[] cumulative = new double[count];
            while (chosen.size() < k) {
                distances(chosen.getLast(), distances);
                double reached = 0;
                for (int i = 0; i < count; i++) {
                    nearest[i] = Math.min(nearest[i], distances[i]);
                    reached += nearest[i] * weight(i);
                    cumulative[i] = reached;
                }
                if (reached == 0) {
                    break;
                }
                chosen.add(row(place(cumulative, random.nextDouble() * reached)));
            }
            return chosen.toArray(double[][]::new);
        }

        /** Of the clusters that cost most, each split at its farthest row. */
        List<double[][]> splits(Partition partition) {
            int k = partition.centroids().length;
            double[] cost = new double[k];
            double[] farthest = new double[k];
            int[] farthestRow = new int[k];
            for (int i = 0; i < count; i++) {
                int label = partition.labels()[i];
                double squared = squared(i, partition.centroids()[label]);
                cost[label] += squared * weight(i);
                if (squared * weight(i) > farthest[label]) {
                    farthest[label] = squared * weight(i);
                    farthestRow[label] = i;
                }
            }
            List<double[][]> starts = new ArrayList<>();
            for (int split = 0; split < Math.min(2, k); split++) {
                int costliest = 0;
                for (int j = 1; j < k; j++) {
                    costliest = cost[j] > cost[costliest] ? j : costliest;
                }
                if (cost[costliest] > 0) {
                    double[][] more = Arrays.copyOf(partition.centroids(), k + 1);
                    more[k] = row(farthestRow[costliest]);
                    starts.add(more);
                }
                cost[costliest] = -1;
            }
            return starts;
        }

        double[][] withoutLeastMissed(Partition partition) {
            int k = partition.centroids().length;
            double[] missed = new double[k];
            for (int i = 0; i < count; i++) {
                int label = partition.labels()[i];
                double other = Double.POSITIVE_INFINITY;
                for (int j = 0; j < k; j++) {
                    other = j == label ? other : Math.min(other, squared(i, partition.centroids()[j]));
                }
                missed[label] += (other - squared(i, partition.centroids()[label])) * weight(i);
            }
            int least = 0;
            for (int j = 1; j < k; j++) {
                least = missed[j] < missed[least] ? j : least;
            }
            double[][] without = new double[k - 1][];
            for (int j = 0; j < k - 1; j++) {
                without[j] = partition.centroids()[j < least ? j : j + 1];
            }
            return without;
        }

        double squared(int row, double[] centroid) {
            double sum = 0;
            for (int f = 0; f < centroid.length; f++) {
                double difference = columns[f][row] - centroid[f];
                sum += difference * difference;
            }
            return sum;
        }
    }

    /** Lloyd's algorithm with Hamerly's bounds (2010): most rows can't change their cluster and are passed over. */
    private static final class Lloyd {
        private static final int MAX_ITERATIONS = 1000;
        /** Bounds are kept this much apart, so that rounding never passes over a row that would change. */
        private static final double SLACK = 1e-9;

        private final Points points;
        private final int k;
        private final int features;
        private final double[][] centroids;
        private final int[] labels;
        private final double[] upper;
        private final double[] lower;

        Lloyd(Points points, double[][] start) {
            this.points = points;
            this.k = start.length;
            this.features = points.columns().length;
            this.centroids = Arrays.stream(start).map(double[]::clone).toArray(double[][]::new);
            this.labels = new int[points.count()];
            this.upper = new double[points.count()];
            this.lower = new double[points.count()];
        }

        Partition run() {
            assignAll();
            for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
                double[] moved = moveCentroids();
                if (Arrays.stream(moved).max().orElse(0) == 0) {
                    break;
                }
                assignChanged(moved);
            }
            return new Partition(centroids, labels, inertia());
        }

        private void assignAll() {
            double[] distances = new double[points.count()];
            Arrays.fill(upper, Double.POSITIVE_INFINITY);
            Arrays.fill(lower, Double.POSITIVE_INFINITY);
            for (int j = 0; j < k; j++) {
                points.distances(centroids[j], distances);
                for (int i = 0; i < distances.length; i++) {
                    double distance = distances[i];
                    if (distance < upper[i]) {
                        lower[i] = upper[i];
                        upper[i] = distance;
                        labels[i] = j;
                    } else if (distance < lower[i]) {
                        lower[i] = distance;
                    }
                }
            }
            for (int i = 0; i < upper.length; i++) {
                upper[i] = Math.sqrt(upper[i]);
                lower[i] = Math.sqrt(lower[i]);
            }
        }

        /** To the means of their rows. @return [k] how far each moved */
        private double[] moveCentroids() {
            double[][] sums = new double[k][features];
            double[] weights = new double[k];
            for (int i = 0; i < labels.length; i++) {
                weights[labels[i]] += points.weight(i);
            }
            for (int f = 0; f < features; f++) {
                double[] column = points.columns()[f];
                for (int i = 0; i < labels.length; i++) {
                    sums[labels[i]][f] += column[i] * points.weight(i);
                }
            }
            double[] moved = new double[k];
            for (int j = 0; j < k; j++) {
                double[] target = weights[j] == 0 ? farthestRow() : divided(sums[j], weights[j]);
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

        private void assignChanged(double[] moved) {
            int mover = 0;
            for (int j = 1; j < k; j++) {
                mover = moved[j] > moved[mover] ? j : mover;
            }
            double second = 0;
            for (int j = 0; j < k; j++) {
                second = j == mover ? second : Math.max(second, moved[j]);
            }
            double[] half = halfDistances();
            for (int i = 0; i < labels.length; i++) {
                int label = labels[i];
                upper[i] += moved[label];
                lower[i] -= label == mover ? second : moved[mover];
                double bound = Math.max(half[label], lower[i]);
                if (upper[i] * (1 + SLACK) + SLACK * 1e-3 >= bound) {
                    reassign(i, bound);
                }
            }
        }

        /** [k] half of the way to the nearest other centroid: a row that is nearer to its own can't change. */
        private double[] halfDistances() {
            double[] half = new double[k];
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

        private void reassign(int row, double bound) {
            upper[row] = Math.sqrt(points.squared(row, centroids[labels[row]]));
            if (upper[row] * (1 + SLACK) + SLACK * 1e-3 < bound) {
                return;
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
            labels[row] = label;
            upper[row] = Math.sqrt(nearest);
            lower[row] = Math.sqrt(next);
        }

        private double inertia() {
            double sum = 0;
            for (int i = 0; i < labels.length; i++) {
                sum += points.squared(i, centroids[labels[i]]) * points.weight(i);
            }
            return sum;
        }
    }
}
