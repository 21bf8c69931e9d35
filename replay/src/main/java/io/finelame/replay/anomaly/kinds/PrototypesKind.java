package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.FixedPointModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.scoring.CentroidTraining;
import io.finelame.replay.training.FeatureScale;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The distance to the nearest of at most 16 training requests that stand for the others, beyond them only. Prototypes are the
 * requests nearest to the centres of clusters that hold a hundredth of the training set or more, so that a few outliers among the
 * training requests are no prototypes. One threshold for all of them comes from the threshold rule over every training request's
 * distance to its nearest. The kernel can score by it.
 */
public final class PrototypesKind implements ModelKind {
    private static final int MOST = 16;
    private static final List<String> METRICS = List.of("l1", "linf");

    @Override
    public String name() {
        return "prototypes";
    }

    @Override
    public String description() {
        return "distance to the nearest of some typical training requests; options: prototypes (16), scale (std, mad, log),"
                + " metric (l1, linf)";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("prototypes", "scale", "metric"));
        data.requireRows(name(), 2);
        int most = data.option("prototypes", MOST, 1, MOST);
        String metric = data.choice("metric", METRICS);
        FeatureScale scale = FeatureScale.of(
                data.choice("scale", List.of(FeatureScale.STD, FeatureScale.MAD, FeatureScale.LOG)),
                data.features(), data.values());
        double[][] rows = scale.standardised(data.values());
        double[][] prototypes = Arrays.stream(TypicalRequests.of(rows, most, data.seed()).rows()).map(scale::rescaled)
                .toArray(double[][]::new);
        CentroidScoring measure = CentroidTraining.measure(scale, prototypes, data.features(), metric);
        double[] nearest = Arrays.stream(data.values())
                .mapToDouble(row -> Arrays.stream(measure.distances(row)).min().orElseThrow()).toArray();
        long[] thresholds = new long[prototypes.length];
        Arrays.fill(thresholds, Math.max(CentroidScoring.UNIT, Math.round(data.threshold().of(nearest))));
        int[] sizes = new int[prototypes.length];
        for (double[] row : data.values()) {
            long[] distances = measure.distances(row);
            sizes[IntStream.range(0, sizes.length).boxed()
                    .min((a, b) -> Long.compare(distances[a], distances[b])).orElseThrow()]++;
        }
        return new FixedPointModel(measure.with(thresholds), prototypes, sizes);
    }

    @Override
    public boolean deployable() {
        return true;
    }
}
