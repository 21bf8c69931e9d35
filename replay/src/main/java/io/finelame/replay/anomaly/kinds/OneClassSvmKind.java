package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.training.ThresholdRule;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import smile.anomaly.SVM;
import smile.math.MathEx;
import smile.math.kernel.GaussianKernel;

/**
 * Smile's one-class support vector machine: Schölkopf et al., Estimating the Support of a High-Dimensional Distribution,
 * Neural Computation 13(7), 2001; with a Gaussian kernel as wide as the median distance between training requests, and
 * at least a standard deviation. Training takes memory and time by the square of its requests, so of more than 1,000 it
 * draws that many.
 * <p> The score is minus the logarithm of the machine's weighted sum of kernels, which orders requests as its decision
 * function does, but keeps growing where that has become flat. The threshold rule is applied to the scores of all training
 * requests, drawn or not; it takes the place of the machine's own offset. For what is below the training set see
 * {@link TypicalRequests}.
 */
public final class OneClassSvmKind implements ModelKind {
    private static final double NU = 0.1;
    private static final double TOLERANCE = 1e-3;
    private static final int MOST_ROWS = 1_000;
    private static final int LEAST_ROWS = 10;

    @Override
    public String name() {
        return "one-class-svm";
    }

    @Override
    public String description() {
        return "one-class SVM, Gaussian kernel (Smile), on at most 1,000 of the training requests; option: nu (" + NU
                + ")";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("nu"));
        double nu = data.option("nu", NU, 0.001, 1);
        data.requireRows(name(), LEAST_ROWS);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data);
        double[][] sample = standardisation.rowsOf(data.drawn(MOST_ROWS));
        MathEx.setSeed(data.seed());
        SVM<double[]> machine = SVM.fit(sample, new GaussianKernel(width(sample)), new SVM.Options(nu, TOLERANCE));
        TypicalRequests typical = TypicalRequests.of(rows, data.seed());
        ToDoubleFunction<double[]> score = typical.leastOf(row -> dissimilarity(machine, row));
        return ScoredModel.of(data, standardisation, rows, typical.rows(), score);
    }

    /** 0 if all support vectors are at the request; 744, the logarithm of the smallest double, where none is near. */
    private static double dissimilarity(SVM<double[]> machine, double[] row) {
        double similarity = 0;
        for (int i = 0; i < machine.vectors().length; i++) {
            similarity += machine.weights()[i] * machine.kernel().k(row, machine.vectors()[i]);
        }
        return Math.max(0, -Math.log(Math.max(Double.MIN_VALUE, similarity)));
    }

    private static double width(double[][] rows) {
        double[] distances = IntStream.range(0, rows.length).boxed()
                .flatMapToDouble(i -> IntStream.range(0, i).mapToDouble(j -> MathEx.distance(rows[i], rows[j])))
                .toArray();
        return Math.max(1, ThresholdRule.percentile(distances, 50));
    }
}
