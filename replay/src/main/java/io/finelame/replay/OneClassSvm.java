package io.finelame.replay;

import smile.anomaly.SVM;
import smile.math.MathEx;
import smile.math.kernel.GaussianKernel;

/**
 * {@code one-class-svm} (Schoelkopf et al. 2001) with a Gaussian kernel of width 1, on at most 1,000 evenly spaced training
 * requests: its cost grows with their square.
 */
final class OneClassSvm implements ModelKind {
    private static final int MOST_ROWS = 1000;
    private static final double WIDTH = 1;
    private static final double NU = 0.05;
    private static final double TOLERANCE = 1e-3;

    @Override
    public String name() {
        return "one-class-svm";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        UpperSide side = UpperSide.of(data.features(), data.values());
        double[][] rows = UpperSide.spaced(side.of(data.values()), MOST_ROWS);
        MathEx.setSeed(data.seed());
        SVM<double[]> machine = SVM.fit(rows, new GaussianKernel(WIDTH), new SVM.Options(NU, TOLERANCE));
        return ScoreModel.of(side, rows, data.threshold(), row -> -machine.score(row));
    }
}
