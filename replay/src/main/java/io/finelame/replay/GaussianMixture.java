package io.finelame.replay;

import java.util.Random;
import smile.math.MathEx;
import smile.stat.distribution.MultivariateGaussianMixture;

/** {@code gaussian-mixture}: negative log density of a mixture of three Gaussians with diagonal covariance. */
final class GaussianMixture implements ModelKind {
    private static final int COMPONENTS = 3;
    private static final int LEAST_ROWS = 20;
    /** Standard deviations: no component may be narrower, or the first request that differs a little would be impossible. */
    private static final double LEAST_WIDTH = 0.1;

    @Override
    public String name() {
        return "gaussian-mixture";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        if (data.values().length < LEAST_ROWS) {
            throw new ReplayException(name() + ": " + data.values().length + " training requests; expected at least "
                    + LEAST_ROWS);
        }
        UpperSide side = UpperSide.of(data.features(), data.values());
        double[][] rows = side.of(data.values());
        MathEx.setSeed(data.seed());
        MultivariateGaussianMixture mixture = MultivariateGaussianMixture.fit(COMPONENTS, widened(rows, data.seed()),
                true);
        return ScoreModel.of(side, rows, data.threshold(), row -> surprise(mixture, row));
    }

    private static double[][] widened(double[][] rows, long seed) {
        Random random = new Random(seed);
        double[][] widened = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            widened[i] = rows[i].clone();
            for (int f = 0; f < widened[i].length; f++) {
                widened[i][f] += LEAST_WIDTH * random.nextGaussian();
            }
        }
        return widened;
    }

    /** Where the density underflows, distance takes its place. */
    private static double surprise(MultivariateGaussianMixture mixture, double[] row) {
        double log = mixture.logp(row);
        return Double.isFinite(log) ? -log : MathEx.dot(row, row) / 2 + Double.MIN_EXPONENT * -Math.log(2);
    }
}
