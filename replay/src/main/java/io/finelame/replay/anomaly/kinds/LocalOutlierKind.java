package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;
import smile.neighbor.Neighbor;

/**
 * The local outlier factor: how much sparser it is around a request than around its nearest training requests (Breunig et al.: LOF,
 * Identifying Density-Based Local Outliers, SIGMOD 2000; {@link Neighborhoods}). Requests that are all alike have a density of their
 * own resolution, not an infinite one. The threshold rule is applied to the drawn requests' own factors.
 */
public final class LocalOutlierKind implements ModelKind {
    private static final int NEIGHBORS = 20;
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
        Neighborhoods training = Neighborhoods.of(data, name(), NEIGHBORS);
        double[] reach = Arrays.stream(training.rows()).parallel()
                .mapToDouble(row -> Arrays.stream(training.nearest(row))
                        .mapToDouble(Neighbor::distance).max().orElseThrow())
                .toArray();
        double[] density = Arrays.stream(training.rows()).parallel()
                .mapToDouble(row -> density(training.nearest(row), reach)).toArray();
        return training.scoredBy(row -> {
            Neighbor<double[], double[]>[] nearest = training.nearest(row);
            double around = Arrays.stream(nearest).mapToDouble(neighbor -> density[neighbor.index()]).average()
                    .orElseThrow();
            return around / density(nearest, reach);
        });
    }

    /** Inverse of the mean reachability distance. */
    private static double density(Neighbor<double[], double[]>[] nearest, double[] reach) {
        return 1 / Arrays.stream(nearest)
                .mapToDouble(neighbor -> Math.max(LEAST_REACH, Math.max(reach[neighbor.index()], neighbor.distance())))
                .average().orElseThrow();
    }
}
