package io.finelame.replay.clustering;

import io.finelame.replay.clustering.KMeans.Partition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Centroids to start from: drawn, or made of a partition that was found. */
record Starts(Points points) {
    /** Greedy k-means++: the best of a few draws each time. Fewer than k if there are fewer different rows. */
    double[][] plusPlus(int k, SplittableRandom random) {
        List<double[]> chosen = new ArrayList<>(List.of(anyRow(random)));
        double[] nearest = new double[points.count()];
        points.distances(chosen.getFirst(), nearest);
        double[] cumulative = new double[points.count()];
        int draws = 2 + (int) Math.log(k);
        while (chosen.size() < k) {
            double reached = accumulate(nearest, cumulative);
            if (reached == 0) {
                break;
            }
            Candidate best = null;
            for (int draw = 0; draw < draws; draw++) {
                Candidate candidate = candidate(drawn(cumulative, reached, random), nearest);
                best = best == null || candidate.potential() < best.potential() ? candidate : best;
            }
            nearest = best.nearest();
            chosen.add(best.row());
        }
        return chosen.toArray(double[][]::new);
    }

    /**
     * @param nearest [rows] squared distances to the nearest centroid, if this one is added
     * @param potential their weighted sum
     */
    private record Candidate(double[] row, double[] nearest, double potential) {}

    private Candidate candidate(double[] row, double[] nearest) {
        double[] distances = new double[points.count()];
        points.distances(row, distances);
        double potential = 0;
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.min(distances[i], nearest[i]);
            potential += distances[i] * points.weight(i);
        }
        return new Candidate(row, distances, potential);
    }

    /** Of the two clusters that cost most, each split at its farthest row. */
    List<double[][]> splits(Partition partition) {
        int k = partition.centroids().length;
        double[] cost = new double[k];
        double[] farthest = new double[k];
        int[] farthestRow = new int[k];
        for (int i = 0; i < points.count(); i++) {
            int label = partition.labels()[i];
            double squared = points.squared(i, partition.centroids()[label]) * points.weight(i);
            cost[label] += squared;
            if (squared > farthest[label]) {
                farthest[label] = squared;
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
                more[k] = points.row(farthestRow[costliest]);
                starts.add(more);
            }
            cost[costliest] = -1;
        }
        return starts;
    }

    /** Drawn in proportion to the squared distance to its centroid. */
    double[] farRow(Partition partition, SplittableRandom random) {
        double[] squared = new double[points.count()];
        for (int i = 0; i < squared.length; i++) {
            squared[i] = points.squared(i, partition.centroids()[partition.labels()[i]]);
        }
        double[] cumulative = new double[squared.length];
        return drawn(cumulative, accumulate(squared, cumulative), random);
    }

    /** Drawn in proportion to its weight. */
    private double[] anyRow(SplittableRandom random) {
        double[] ones = new double[points.count()];
        Arrays.fill(ones, 1);
        double[] cumulative = new double[ones.length];
        return drawn(cumulative, accumulate(ones, cumulative), random);
    }

    private double accumulate(double[] squared, double[] cumulative) {
        double reached = 0;
        for (int i = 0; i < cumulative.length; i++) {
            reached += squared[i] * points.weight(i);
            cumulative[i] = reached;
        }
        return reached;
    }

    private double[] drawn(double[] cumulative, double reached, SplittableRandom random) {
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * reached);
        return points.row(Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found));
    }
}
