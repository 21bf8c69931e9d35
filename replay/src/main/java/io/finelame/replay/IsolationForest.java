package io.finelame.replay;

import java.util.concurrent.ForkJoinPool;
import smile.math.MathEx;

/** {@code isolation-forest} (Liu, Ting and Zhou 2008): how few random cuts set a request apart. */
final class IsolationForest implements ModelKind {
    private static final int TREES = 100;
    private static final int ROWS_PER_TREE = 256;
    private static final int DEPTH = 8;

    @Override
    public String name() {
        return "isolation-forest";
    }

    /** Smile grows trees in parallel, with random numbers of each thread: one thread makes the same forest each time. */
    @Override
    public AnomalyModel train(TrainingData data) {
        UpperSide side = UpperSide.of(data.features(), data.values());
        double[][] rows = side.of(data.values());
        if (rows.length < 2) {
            throw new ReplayException(name() + ": one training request; expected at least 2");
        }
        double share = Math.min(1, (double) ROWS_PER_TREE / rows.length);
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            smile.anomaly.IsolationForest forest = one.submit(() -> {
                MathEx.setSeed(data.seed());
                return smile.anomaly.IsolationForest.fit(rows,
                        new smile.anomaly.IsolationForest.Options(TREES, DEPTH, share, 0));
            }).join();
            return ScoreModel.of(side, rows, data.threshold(), forest::score);
        }
    }
}
