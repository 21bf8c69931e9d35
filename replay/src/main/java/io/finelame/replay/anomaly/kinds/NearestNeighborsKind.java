package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import smile.neighbor.Neighbor;

/**
 * The Euclidean distance to the k-th nearest training request, in standard deviations ({@link Neighborhoods}). It is the plain
 * distance, not the local outlier factor: rare but legitimate groups of fewer than k requests lie far from everything. The
 * threshold rule is applied to the drawn requests' own distances.
 */
public final class NearestNeighborsKind implements ModelKind {
    private static final int NEIGHBORS = 10;

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
        Neighborhoods training = Neighborhoods.of(data, name(), NEIGHBORS);
        return training.scoredBy(row -> farthest(training.nearest(row)));
    }

    private static double farthest(Neighbor<double[], double[]>[] nearest) {
        double farthest = 0;
        for (Neighbor<double[], double[]> neighbor : nearest) {
            farthest = Math.max(farthest, neighbor.distance());
        }
        return farthest;
    }
}
