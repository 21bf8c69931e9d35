package io.finelame.replay;

import java.util.Arrays;
import smile.neighbor.KDTree;

/**
 * {@code nearest-neighbors}: distance to the tenth nearest of at most 5,000 evenly spaced training requests (Ramaswamy,
 * Rastogi and Shim 2000).
 */
final class NearestNeighbors implements ModelKind {
    private static final int MOST_ROWS = 5000;
    private static final int NEIGHBORS = 10;

    @Override
    public String name() {
        return "nearest-neighbors";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        UpperSide side = UpperSide.of(data.features(), data.values());
        double[][] rows = UpperSide.spaced(side.of(data.values()), MOST_ROWS);
        if (rows.length <= NEIGHBORS) {
            throw new ReplayException(
                    name() + ": " + rows.length + " training requests; expected more than " + NEIGHBORS);
        }
        KDTree<double[]> tree = KDTree.of(rows);
        return ScoreModel.of(side, rows, data.threshold(), row -> Arrays.stream(tree.search(row, NEIGHBORS))
                .mapToDouble(neighbor -> neighbor.distance()).max().orElseThrow());
    }
}
