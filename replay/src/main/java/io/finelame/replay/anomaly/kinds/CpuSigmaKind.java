package io.finelame.replay.anomaly.kinds;

import io.finelame.cli.text.KnownFeature;
import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.FeatureScale;
import java.util.Arrays;
import java.util.List;

/**
 * CPU time alone, beyond mean plus n standard deviations of the training requests, as {@link ConnectionCpuSigmaKind} has it
 * of connections. The threshold rule is not used. The kernel can score by it.
 */
public final class CpuSigmaKind implements ModelKind {
    private static final String CPU_TIME = "REQ_CPUTIME";
    private static final double SIGMAS = 3;
    private static final double MOST = 1e6;

    @Override
    public String name() {
        return "cpu-sigma";
    }

    @Override
    public String description() {
        return "CPU time beyond mean + n standard deviations, other features ignored; option: sigmas (3)";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        return train(name(), data);
    }

    static AnomalyModel train(String name, TrainingData data) {
        data.requireOptions(name, List.of("sigmas"));
        data.requireRows(name, 2);
        int cpu = data.features().indexOf(CPU_TIME);
        if (cpu < 0) {
            throw new ReplayException("the " + name + " model needs " + CPU_TIME + " among the features; it has "
                    + String.join(", ", data.features()));
        }
        double[] column = data.column(cpu);
        double sigmas = data.option("sigmas", SIGMAS, 0, MOST);
        double[] limits = new double[data.features().size()];
        Arrays.fill(limits, Double.POSITIVE_INFINITY);
        limits[cpu] = FeatureScale.mean(column)
                + Math.max(sigmas * FeatureScale.std(column), KnownFeature.resolutionOf(CPU_TIME));
        return Limits.of(limits, column.length);
    }

    @Override
    public boolean deployable() {
        return true;
    }
}
