package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.List;
import java.util.function.ToDoubleFunction;
import smile.neighbor.KDTree;

/**
 * The Euclidean distance to the k-th nearest training request, in standard deviations, searched in Smile's k-d tree among
 * at most 5,000, drawn by the seed. It is the plain distance, not the local outlier factor: rare but legitimate groups of
 * fewer than k requests lie far from everything. The threshold rule is applied to the drawn requests' own distances, where
 * each counts as its own nearest. For what is below the training set see {@link TypicalRequests}.
 */
public final class NearestNeighborsKind implements ModelKind {
    private static final int NEIGHBORS = 10;
    private static final int MOST_ROWS = 5_000;
    private static final int MOST_NEIGHBORS = 1_000;

    @Override
    public String name() {
        return "nearest-neighbors";
    }

    @Override
    public String description() {
        return "distance to the k-th nearest training request; option: neighbors (" + NEIGHBORS + ")";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("neighbors"));
        int k = data.option("neighbors", NEIGHBORS, 1, MOST_NEIGHBORS);
        data.requireRows(name(), k + 1);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data.drawn(MOST_ROWS));
        KDTree<double[]> tree = KDTree.of(rows);
        TypicalRequests typical = TypicalRequests.of(rows, data.seed());
        ToDoubleFunction<double[]> score = typical.leastOf(row -> furthest(tree, row, k));
        return ScoredModel.of(data, standardisation, rows, typical.rows(), score);
    }

    private static double furthest(KDTree<double[]> tree, double[] row, int k) {
        double furthest = 0;
        for (var neighbor : tree.search(row, k)) {
            furthest = Math.max(furthest, neighbor.distance());
        }
        return furthest;
    }
}
