package io.finelame.replay;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A limit for each feature, which a request exceeds or doesn't: the baseline that any other kind should beat. The
 * threshold rule is applied to each feature's training values; {@code quantile:0.999} makes the limit their 99.9th
 * percentile. A limit is at least a grain above the mean, so a feature that was constant doesn't flag a request for one
 * unit more. The excess is that of the feature that exceeds its limit most: value over limit. The kernel can score by it.
 */
public final class QuantileKind implements ModelKind {
    @Override
    public String name() {
        return "quantile";
    }

    @Override
    public String description() {
        return "a limit for each feature, by the threshold rule over its training values; the baseline";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of());
        data.requireRows(name(), 2);
        double[] mean = Standardisation.of(data).mean();
        return Limits.of(IntStream.range(0, mean.length).mapToDouble(f -> Math.max(
                data.threshold().of(data.column(f)), mean[f] + Model.grain(data.features().get(f)))).toArray(),
                data.values().length);
    }

    @Override
    public boolean deployable() {
        return true;
    }
}
