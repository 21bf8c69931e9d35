package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import smile.neighbor.KDTree;
import smile.neighbor.Neighbor;

/**
 * The local outlier factor: how much sparser it is around a request than around its nearest training requests (Breunig et al.: LOF,
 * Identifying Density-Based Local Outliers, SIGMOD 2000), of at most 5,000 training requests, drawn by the seed. Requests that are
 * all alike have a density of their own resolution, not an infinite one. The threshold rule is applied to the drawn requests' own
 * factors, where each counts as its own nearest. For what is below the training set see {@link TypicalRequests}.
 */
public final class LocalOutlierKind implements ModelKind {
    private static final int NEIGHBORS = 20;
    private static final int MOST_ROWS = 5_000;
    private static final int MOST_NEIGHBORS = 1_000;
    /** Standard deviations: what is closer together than that is equally close. */
    private static final double LEAST_REACH = 0.1;

    @Override
    public String name() {
        return "local-outlier-factor";
    }

    @Override
    public String description() {
        return "density around a request compared with that around its neighbours; option: neighbors (" + NEIGHBORS
                + ")";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("neighbors"));
        int k = data.option("neighbors", NEIGHBORS, 1, MOST_NEIGHBORS);
        data.requireRows(name(), k + 1);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data.drawn(MOST_ROWS));
        KDTree<double[]> tree = KDTree.of(rows);
        double[] reach = Arrays.stream(rows).parallel().mapToDouble(row -> Arrays.stream(tree.search(row, k))
                .mapToDouble(Neighbor::distance).max().orElseThrow()).toArray();
        double[] density = Arrays.stream(rows).parallel().mapToDouble(row -> density(tree.search(row, k), reach))
                .toArray();
        ToDoubleFunction<double[]> factor = row -> {
            Neighbor<double[], double[]>[] nearest = tree.search(row, k);
            double around = Arrays.stream(nearest).mapToDouble(neighbor -> density[neighbor.index()]).average()
                    .orElseThrow();
            return around / density(nearest, reach);
        };
        TypicalRequests typical = TypicalRequests.of(rows, data.seed());
        return ScoredModel.of(data, standardisation, rows, typical.rows(), typical.leastOf(factor));
    }

    /** Inverse of the mean reachability distance. */
    private static double density(Neighbor<double[], double[]>[] nearest, double[] reach) {
        return 1 / Arrays.stream(nearest)
                .mapToDouble(neighbor -> Math.max(LEAST_REACH, Math.max(reach[neighbor.index()], neighbor.distance())))
                .average().orElseThrow();
    }
}
