package io.finelame.replay;

import java.util.Arrays;

/**
 * {@code quantile}: a limit for each feature by itself, from the threshold rule over the training requests' values. The
 * baseline that every other model should have to beat.
 */
final class QuantileLimits implements ModelKind {
    @Override
    public String name() {
        return "quantile";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        double[] limits = new double[data.features().size()];
        for (int f = 0; f < limits.length; f++) {
            int feature = f;
            double limit = data.threshold().of(Arrays.stream(data.values()).mapToDouble(row -> row[feature]).toArray());
            limits[f] = limit + Model.grain(data.features().get(f));
        }
        return values -> {
            double most = 0;
            for (int f = 0; f < limits.length; f++) {
                most = Math.max(most, values[f] / limits[f]);
            }
            return most;
        };
    }
}
