package io.finelame.run;

import io.finelame.run.table.SweepColumn;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The values of a {@link SweepRow} that runs are compared by; NaN if a cell is empty.
 */
public record SweepRun(long number, String trainRecording, String testRecording, String model, double k,
        String features,
        double trainTime, String scoring, String threshold, double cleanPercentile, double thin, String seed,
        double inertia, double silhouette, double gap, double gapError, double test, double flagged, double recall,
        double falsePositiveRate, double f1, double auc, double medianShare, String problem) {

    /** The highest F1 first, then the fewest false positives, then the earliest; without labels the best silhouette. */
    public static final Comparator<SweepRun> BEST = Comparator.comparingDouble((SweepRun run) -> descending(run.f1))
            .thenComparingDouble(run -> ascending(run.falsePositiveRate))
            .thenComparingDouble(run -> ascending(run.medianShare))
            .thenComparingDouble(run -> Double.isNaN(run.f1) ? descending(run.silhouette) : 0)
            .thenComparingLong(SweepRun::number);

    public static SweepRun of(SweepRow row) {
        return of(row::text, row::real);
    }

    static SweepRun of(Function<SweepColumn, String> text, ToDoubleFunction<SweepColumn> real) {
        return new SweepRun((long) real.applyAsDouble(SweepColumn.RUN), text.apply(SweepColumn.TRAIN_RECORDING),
                text.apply(SweepColumn.TEST_RECORDING), text.apply(SweepColumn.MODEL),
                real.applyAsDouble(SweepColumn.K), text.apply(SweepColumn.FEATURES),
                real.applyAsDouble(SweepColumn.TRAIN_TIME), text.apply(SweepColumn.SCORING),
                text.apply(SweepColumn.THRESHOLD), real.applyAsDouble(SweepColumn.CLEAN_PERCENTILE),
                real.applyAsDouble(SweepColumn.THIN), text.apply(SweepColumn.SEED),
                real.applyAsDouble(SweepColumn.INERTIA), real.applyAsDouble(SweepColumn.SILHOUETTE),
                real.applyAsDouble(SweepColumn.GAP), real.applyAsDouble(SweepColumn.GAP_ERROR),
                real.applyAsDouble(SweepColumn.TEST), real.applyAsDouble(SweepColumn.FLAGGED),
                real.applyAsDouble(SweepColumn.RECALL), real.applyAsDouble(SweepColumn.FALSE_POSITIVE_RATE),
                real.applyAsDouble(SweepColumn.F1), real.applyAsDouble(SweepColumn.AUC),
                real.applyAsDouble(SweepColumn.MEDIAN_CPU_SHARE), text.apply(SweepColumn.PROBLEM));
    }

    private static double descending(double value) {
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : -value;
    }

    private static double ascending(double value) {
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }

    public boolean sharesTrainingWith(SweepRun other) {
        return trainRecording.equals(other.trainRecording) && features.equals(other.features)
                && trainTime == other.trainTime && cleanPercentile == other.cleanPercentile && thin == other.thin
                && seed.equals(other.seed);
    }

    public boolean hasClusters() {
        return !Double.isNaN(k) && !Double.isNaN(inertia);
    }
}
