package io.finelame.replay.anomaly.kinds;

import io.finelame.cli.text.KnownFeature;
import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.training.FeatureScale;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A limit for each feature, which a request exceeds or doesn't. The threshold rule is applied to each feature's training
 * values; {@code quantile:0.999} makes the limit their 99.9th percentile. A limit is at least the resolution above the mean,
 * so a feature that was constant doesn't flag a request for one unit more. The score ratio is that of the feature that
 * exceeds its limit most: value over limit. The kernel can score by it.
 * <p> With {@code scale=log} values are logarithms, so that a tail:0.999 is that of a Pareto distribution, and the score
 * ratio is how far a value is above the mean in how far its limit is. Of a feature that varies by orders of magnitude, as
 * bytes received, twice the limit is then less than twice the limit of a feature that hardly varies.
 */
public final class QuantileKind implements ModelKind {
    private static final List<String> SCALES = List.of("linear", FeatureScale.LOG);

    @Override
    public String name() {
        return "quantile";
    }

    @Override
    public String description() {
        return "a limit for each feature, by the threshold rule over its training values; option: scale (linear, log)";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("scale"));
        data.requireRows(name(), 2);
        return data.choice("scale", SCALES).equals(FeatureScale.LOG) ? logarithmic(data) : linear(data);
    }

    private static AnomalyModel linear(TrainingData data) {
        double[] mean = Standardisation.of(data).mean();
        return Limits.of(IntStream.range(0, mean.length).mapToDouble(f -> Math.max(
                data.threshold().of(data.column(f)), mean[f] + KnownFeature.resolutionOf(data.features().get(f))))
                .toArray(),
                data.values().length);
    }

    private static AnomalyModel logarithmic(TrainingData data) {
        FeatureScale scale = FeatureScale.of(FeatureScale.LOG, data.features(), data.values());
        double[] limits = new double[data.features().size()];
        for (int f = 0; f < limits.length; f++) {
            limits[f] = data.threshold().of(scale.positions(f, data.column(f)));
        }
        return Limits.of(scale, limits, data.features(), data.values().length);
    }

    @Override
    public boolean deployable() {
        return true;
    }
}
