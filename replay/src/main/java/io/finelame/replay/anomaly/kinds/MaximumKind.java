package io.finelame.replay.anomaly.kinds;

import io.finelame.cli.text.KnownFeature;
import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The largest training value of each feature, times a factor: the simplest rule of all. The threshold rule is not used. A
 * limit is at least the resolution above the largest value. The kernel can score by it.
 */
public final class MaximumKind implements ModelKind {
    private static final double FACTOR = 2;
    private static final double MOST = 1e6;

    @Override
    public String name() {
        return "maximum";
    }

    @Override
    public String description() {
        return "the largest training value of each feature, times a factor; option: factor (2)";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("factor"));
        data.requireRows(name(), 2);
        double factor = data.option("factor", FACTOR, 1, MOST);
        return Limits.of(IntStream.range(0, data.features().size()).mapToDouble(f -> {
            double largest = Arrays.stream(data.column(f)).max().orElseThrow();
            return Math.max(factor * largest, largest + KnownFeature.resolutionOf(data.features().get(f)));
        }).toArray(), data.values().length);
    }

    @Override
    public boolean deployable() {
        return true;
    }
}
