package io.finelame.replay.clustering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * K-means for a whole range of k on the same rows. The starts for a k are k-means++ (Arthur and Vassilvitskii 2007), and the
 * best clusters for k - 1 with one of them split; random swaps improve on them. The search runs on {@link MicroClusters}; the best
 * candidates are refined on all rows by {@link Lloyd} until no row changes its cluster. With a single feature, the answer is exact.
 *
 * <p>A k's clusters depend on rows, restarts and seed alone. Not thread-safe.
 */
public final class KMeans {
    private static final int MICRO_CLUSTERS = 512;
    private static final int FINALISTS = 2;
    private static final int SWAPS_PER_RESTART = 4;
    private static final int SWAP_ITERATIONS = 3;
    private static final int FIRST_ITERATIONS = 4;
    /** A start whose sum of squares is at most so many times the least is pursued. */
    private static final double INERTIA_TOLERANCE = 1.002;
    private static final int MAX_ITERATIONS = 1000;

    private final Points all;
    private final Points microClusters;
    private final Starts starts;
    /** Null if there are several features. */
    private final SortedClusters sorted;
    private final int restarts;
    private final long seed;
    /** By k - 1: the finalists on the micro-clusters, the best one first. */
    private final List<List<Partition>> finalists = new ArrayList<>();

    /**
     * @param rows [n][features] standardised
     * @param restarts k-means++ starts for each k
     */
    public KMeans(double[][] rows, int restarts, long seed) {
        this.all = Points.of(rows);
        this.microClusters = MicroClusters.of(all, MICRO_CLUSTERS);
        this.starts = new Starts(microClusters);
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
        return IntStream.range(0, inertias.length).filter(i -> inertias[i] <= least * INERTIA_TOLERANCE)
                .mapToObj(i -> begun.get(i).run(MAX_ITERATIONS))
                .min(Comparator.comparingDouble(Partition::inertia)).orElseThrow();
    }

    private List<Partition> search(int k) {
        List<Partition> found = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + k);
        for (int restart = 0; restart < restarts; restart++) {
            found.add(new Lloyd(microClusters, starts.plusPlus(k, random)).run(MAX_ITERATIONS));
        }
        if (k > 1) {
            for (double[][] start : starts.splits(finalists.get(k - 2).getFirst())) {
                found.add(new Lloyd(microClusters, start).run(MAX_ITERATIONS));
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

    /** Random swaps (Franti 2018): one centroid after the other tries another place. */
    private void swap(List<Partition> found, SplittableRandom random) {
        Partition best = found.stream().min(Comparator.comparingDouble(Partition::inertia)).orElseThrow();
        int k = best.centroids().length;
        for (int swap = 0; swap < restarts * SWAPS_PER_RESTART; swap++) {
            double[][] moved = best.centroids().clone();
            moved[swap % k] = starts.farRow(best, random);
            Partition begun = new Lloyd(microClusters, moved).run(SWAP_ITERATIONS);
            if (begun.inertia() < best.inertia() * INERTIA_TOLERANCE) {
                Partition pursued = new Lloyd(microClusters, begun.centroids()).run(MAX_ITERATIONS);
                found.add(pursued);
                best = pursued.inertia() < best.inertia() ? pursued : best;
            }
        }
    }

    /**
     * @param centroids [k][features]
     * @param labels [rows]
     * @param inertia sum of squared distances, weighted if the rows are
     */
    public record Partition(double[][] centroids, int[] labels, double inertia) {}
}
