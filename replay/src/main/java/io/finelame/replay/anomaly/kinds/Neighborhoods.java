package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.TrainingData;
import java.util.List;
import java.util.function.ToDoubleFunction;
import smile.neighbor.KDTree;
import smile.neighbor.Neighbor;

/**
 * The k nearest training requests of any request, searched in Smile's k-d tree among at most 5,000, drawn by the seed. A drawn
 * request counts as its own nearest.
 *
 * @param rows [drawn][features] standardised
 */
record Neighborhoods(TrainingData data, Standardisation standardisation, double[][] rows, KDTree<double[]> tree,
        int k) {
    private static final int MOST_ROWS = 5_000;
    private static final int MOST_NEIGHBORS = 1_000;

    /** @param neighbors k, unless the model's option says another */
    static Neighborhoods of(TrainingData data, String model, int neighbors) {
        data.requireOptions(model, List.of("neighbors"));
        int k = data.option("neighbors", neighbors, 1, MOST_NEIGHBORS);
        data.requireRows(model, k + 1);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data.drawn(MOST_ROWS));
        return new Neighborhoods(data, standardisation, rows, KDTree.of(rows), k);
    }

    Neighbor<double[], double[]>[] nearest(double[] row) {
        return tree.search(row, k);
    }

    /** @param score of a standardised row; for what is below the training set see {@link TypicalRequests} */
    AnomalyModel scoredBy(ToDoubleFunction<double[]> score) {
        TypicalRequests typical = TypicalRequests.of(rows, data.seed());
        return ScoredModel.of(data, standardisation, rows, typical.rows(), typical.leastOf(score));
    }
}
