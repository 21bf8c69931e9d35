package io.finelame.replay.clustering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * K-means for a whole range of k on the same rows. The starts for a k are k-means++ (Arthur and Vassilvitskii 2007), and the
 * best clusters for k - 1 with one of them split; random swaps improve on them. All that is tried on a few hundred heaps of near
 * rows; what comes out best goes on over all rows until no row changes its cluster. A single feature has an exact answer.
 *
 * <p>A k's clusters depend on rows, restarts and seed alone. Not thread-safe.
 */
public final class KMeans {
    private static final int HEAPS = 512;
    private static final int FINALISTS = 2;
    private static final int SWAPS_PER_RESTART = 4;
    private static final int SWAP_ITERATIONS = 3;
    private static final int FIRST_ITERATIONS = 4;
    private static final int BLOCK = 512;
    /** Rows per pair of centroids from which on knowing the centroids' distances saves more than it costs. */
    private static final int WORTH_IT = 20;
    private static final double FEW = 0.01;
    private static final double PROMISING = 1.002;
    private static final int MAX_ITERATIONS = 1000;

    private final Points all;
    private final Points heaps;
    /** Null where there are several features. */
    private final SortedClusters sorted;
    private final int restarts;
    private final long seed;
    /** By k - 1: the finalists on the heaps, the best one first. */
    private final List<List<Partition>> finalists = new ArrayList<>();

    /**
     * @param rows [n][features] standardised
     * @param restarts k-means++ starts for each k
     */
    public KMeans(double[][] rows, int restarts, long seed) {
        this.all = Points.of(rows);
        this.heaps = all.condensed(HEAPS);
        this.sorted = rows[0].length == 1 ? new SortedClusters(all.columns()[0]) : null;
        this.restarts = restarts;
        this.seed = seed;
    }

    /** @param k at most the number of different rows */
    public Partition train(int k) {
        if (sorted != null) {
            return new Lloyd(all, sorted.centroids(k)).run(MAX_ITERATIONS);
        }
        for (int smaller = finalists.size() + 1; smaller <= k; smaller++) {
            finalists.add(search(smaller));
        }
        List<Lloyd> begun = finalists.get(k - 1).stream().map(finalist -> new Lloyd(all, finalist.centroids()))
                .toList();
        double[] inertias = begun.stream().mapToDouble(lloyd -> lloyd.run(FIRST_ITERATIONS).inertia()).toArray();
        double least = Arrays.stream(inertias).min().orElseThrow();
        return IntStream.range(0, inertias.length).filter(i -> inertias[i] <= least * PROMISING)
                .mapToObj(i -> begun.get(i).run(MAX_ITERATIONS))
                .min(Comparator.comparingDouble(Partition::inertia)).orElseThrow();
    }

    private List<Partition> search(int k) {
        List<Partition> found = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + k);
        for (int restart = 0; restart < restarts; restart++) {
            found.add(new Lloyd(heaps, heaps.plusPlus(k, random)).run(MAX_ITERATIONS));
        }
        if (k > 1) {
            for (double[][] start : heaps.splits(finalists.get(k - 2).getFirst())) {
                found.add(new Lloyd(heaps, start).run(MAX_ITERATIONS));
            }
            swap(found, random);
        }
        found.sort(Comparator.comparingDouble(Partition::inertia));
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

    /** Random swaps (Franti 2018): one centroid after the other tries another place; what comes near the best is pursued. */
    private void swap(List<Partition> found, SplittableRandom random) {
        Partition best = found.stream().min(Comparator.comparingDouble(Partition::inertia)).orElseThrow();
        int k = best.centroids().length;
        for (int swap = 0; swap < restarts * SWAPS_PER_RESTART; swap++) {
            double[][] moved = best.centroids().clone();
            moved[swap % k] = heaps.farRow(best, random);
            Partition begun = new Lloyd(heaps, moved).run(SWAP_ITERATIONS);
            if (begun.inertia() < best.inertia() * PROMISING) {
                Partition pursued = new Lloyd(heaps, begun.centroids()).run(MAX_ITERATIONS);
                found.add(pursued);
                best = pursued.inertia() < best.inertia() ? pursued : best;
            }
        }
    }

    /**
     * @param centroids [k][features]
     * @param labels [rows]
     * @param inertia sum of squared distances, weighted where the rows are
     */
    public record Partition(double[][] centroids, int[] labels, double inertia) {}

    /**
     * Rows as columns, so that distances to a centroid are computed for many rows at once.
     *
     * @param columns [features][rows]
     * @param flat the same, row after row, for distances of single rows
     * @param weights [rows], or null where each counts once
     */
    private record Points(double[][] columns, double[] flat, double[] weights, int count) {
        static Points of(double[][] rows) {
            return of(rows, null);
        }

        static Points of(double[][] rows, double[] weights) {
            int features = rows[0].length;
            double[][] columns = new double[features][rows.length];
            double[] flat = new double[features * rows.length];
            for (int i = 0; i < rows.length; i++) {
                for (int f = 0; f < features; f++) {
                    columns[f][i] = rows[i][f];
                    flat[i * features + f] = rows[i][f];
                }
            }
            return new Points(columns, flat, weights, rows.length);
        }

        double weight(int row) {
            return weights == null ? 1 : weights[row];
        }

        double[] row(int row) {
            return Arrays.copyOfRange(flat, row * columns.length, (row + 1) * columns.length);
        }

        /**
         * Heaps of near rows, each as its mean: the heap with the largest sum of squares is halved where it is widest, until
         * there are so many. What clusters cost differs by little but a constant.
         */
        Points condensed(int heaps) {
            if (count <= heaps) {
                return this;
            }
            PriorityQueue<Heap> largestFirst = new PriorityQueue<>(
                    Comparator.comparingDouble((Heap heap) -> -heap.squares()).thenComparingInt(Heap::from));
            int[] order = IntStream.range(0, count).toArray();
            largestFirst.add(heap(order, 0, count));
            while (largestFirst.size() < heaps && largestFirst.peek().squares() > 0) {
                Heap halved = largestFirst.poll();
                int middle = partition(order, halved);
                largestFirst.add(heap(order, halved.from(), middle));
                largestFirst.add(heap(order, middle, halved.to()));
            }
            List<Heap> all = largestFirst.stream().sorted(Comparator.comparingInt(Heap::from)).toList();
            return of(all.stream().map(Heap::mean).toArray(double[][]::new),
                    all.stream().mapToDouble(heap -> heap.to() - heap.from()).toArray());
        }

        /** @param squares summed over all features; the widest is the feature with the largest share */
        private record Heap(int from, int to, double[] mean, double squares, int widest) {}

        private Heap heap(int[] order, int from, int to) {
            double[] mean = new double[columns.length];
            double all = 0;
            double most = -1;
            int widest = 0;
            for (int f = 0; f < columns.length; f++) {
                double[] column = columns[f];
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
            return new Heap(from, to, mean, all, widest);
        }

        /** Rows below the mean first. @return where the others begin: never an end, for not all rows are the same */
        private int partition(int[] order, Heap heap) {
            double[] column = columns[heap.widest()];
            double middle = heap.mean()[heap.widest()];
            int low = heap.from();
            int high = heap.to() - 1;
            while (low <= high) {
                if (column[order[low]] < middle) {
                    low++;
                } else {
                    int swapped = order[low];
                    order[low] = order[high];
                    order[high--] = swapped;
                }
            }
            return Math.clamp(low, heap.from() + 1, heap.to() - 1);
        }

        private static int place(double[] cumulative, double value) {
            int found = Arrays.binarySearch(cumulative, value);
            return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
        }

        /** Squared distances of all rows to a centroid. */
        void distances(double[] centroid, double[] into) {
            distances(centroid, 0, count, into);
        }

        /** Of the rows in [from, to), the first of them at index 0. */
        void distances(double[] centroid, int from, int to, double[] into) {
            double[] first = columns[0];
            double at = centroid[0];
            for (int i = 0; i < to - from; i++) {
                double difference = first[from + i] - at;
                into[i] = difference * difference;
            }
            for (int f = 1; f < columns.length; f++) {
                double[] column = columns[f];
                double coordinate = centroid[f];
                for (int i = 0; i < to - from; i++) {
                    double difference = column[from + i] - coordinate;
                    into[i] += difference * difference;
                }
            }
        }

        /** Greedy k-means++: the best of a few draws each time. Fewer than k where there are fewer different rows. */
        double[][] plusPlus(int k, SplittableRandom random) {
            List<double[]> chosen = new ArrayList<>(
                    List.of(row(place(cumulativeWeights(), random.nextDouble() * total()))));
            double[] nearest = new double[count];
            distances(chosen.getFirst(), nearest);
            double[] cumulative = new double[count];
            int draws = 2 + (int) Math.log(k);
            while (chosen.size() < k) {
                double reached = accumulate(nearest, cumulative);
                if (reached == 0) {
                    break;
                }
                double[] best = null;
                double[] chosenRow = null;
                double least = Double.POSITIVE_INFINITY;
                for (int draw = 0; draw < draws; draw++) {
                    double[] candidate = row(place(cumulative, random.nextDouble() * reached));
                    double[] distances = new double[count];
                    distances(candidate, distances);
                    double potential = 0;
                    for (int i = 0; i < count; i++) {
                        distances[i] = Math.min(distances[i], nearest[i]);
                        potential += distances[i] * weight(i);
                    }
                    if (potential < least) {
                        least = potential;
                        best = distances;
                        chosenRow = candidate;
                    }
                }
                nearest = best;
                chosen.add(chosenRow);
            }
            return chosen.toArray(double[][]::new);
        }

        private double accumulate(double[] squared, double[] cumulative) {
            double reached = 0;
            for (int i = 0; i < count; i++) {
                reached += squared[i] * weight(i);
                cumulative[i] = reached;
            }
            return reached;
        }

        private double[] cumulativeWeights() {
            double[] ones = new double[count];
            Arrays.fill(ones, 1);
            double[] cumulative = new double[count];
            accumulate(ones, cumulative);
            return cumulative;
        }

        private double total() {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += weight(i);
            }
            return sum;
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

        /** Drawn in proportion to the squared distance to its centroid. */
        double[] farRow(Partition partition, SplittableRandom random) {
            double[] squared = new double[count];
            for (int i = 0; i < count; i++) {
                squared[i] = squared(i, partition.centroids()[partition.labels()[i]]);
            }
            double[] cumulative = new double[count];
            double reached = accumulate(squared, cumulative);
            return row(place(cumulative, random.nextDouble() * reached));
        }

        double squared(int row, double[] centroid) {
            double sum = 0;
            int at = row * centroid.length;
            for (int f = 0; f < centroid.length; f++) {
                double difference = flat[at + f] - centroid[f];
                sum += difference * difference;
            }
            return sum;
        }
    }

    /** Lloyd's algorithm with Hamerly's bounds (2010): most rows can't change their cluster and are passed over. */
    private static final class Lloyd {
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
            this.features = points.columns().length;
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
                if (changes <= labels.length * FEW && points.weights() == null) {
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
            if (labels.length < k * k * WORTH_IT) {
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
}
