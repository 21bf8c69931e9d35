package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.clustering.Clusters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import smile.clustering.Clustering;
import smile.clustering.KMeans;
import smile.math.MathEx;

/**
 * Prototypes of the training set: the requests nearest to the centres of the clusters that hold at least 1 % of it. They
 * make a one-sided score of a symmetric one. A running request starts at 0 and its counters only grow, so having used less
 * than others is no evidence yet, and neither is being between two groups of legitimate requests on the way from one to the
 * other. So a request is scored optimistically: each of its features is raised to the prototype's if it is below, and the
 * minimum over the prototypes counts.
 *
 * @param rows [typical][features], standardised, not empty
 */
record TypicalRequests(double[][] rows) {
    private static final int MOST = 8;
    private static final int MAX_ITERATIONS = 100;
    private static final double LEAST_SHARE = 0.01;

    /** @param training [requests][features], standardised, not empty */
    static TypicalRequests of(double[][] training, long seed) {
        return of(training, MOST, seed);
    }

    /** @param most clusters to stand for */
    static TypicalRequests of(double[][] training, int most, long seed) {
        int distinct = (int) Arrays.stream(training).map(Arrays::toString).distinct().limit(most).count();
        if (distinct == 1) {
            return new TypicalRequests(new double[][]{training[0]});
        }
        MathEx.setSeed(seed);
        double[][] centres = KMeans.lloyd(training, new Clustering.Options(distinct, MAX_ITERATIONS)).centers();
        int[] labels = Arrays.stream(training).mapToInt(row -> Clusters.nearest(centres, row)).toArray();
        double[][] typical = IntStream.range(0, centres.length)
                .filter(j -> Arrays.stream(labels).filter(label -> label == j).count() >= LEAST_SHARE * labels.length)
                .mapToObj(j -> IntStream.range(0, labels.length).filter(i -> labels[i] == j).mapToObj(i -> training[i])
                        .min(Comparator.comparingDouble(row -> MathEx.squaredDistance(row, centres[j]))))
                .flatMap(Optional::stream).toArray(double[][]::new);
        return new TypicalRequests(typical);
    }

    /** The least score over the prototypes, to each of which the request is raised. */
    ToDoubleFunction<double[]> leastOf(ToDoubleFunction<double[]> score) {
        return row -> Arrays.stream(rows).mapToDouble(typical -> score.applyAsDouble(raised(row, typical))).min()
                .orElseThrow();
    }

    private static double[] raised(double[] row, double[] least) {
        double[] raised = new double[row.length];
        for (int f = 0; f < row.length; f++) {
            raised[f] = Math.max(row[f], least[f]);
        }
        return raised;
    }
}
