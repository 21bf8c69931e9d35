package io.finelame.run;

import java.util.Comparator;

/**
 * A line of a sweep's runs.csv, docs/sweep.md; NaN if a cell is empty.
 */
public record SweepRun(long number, String trainRecording, String testRecording, String model, double k,
        String features,
        double trainTime, String scoring, String threshold, double cleanPercentile, double thin, String seed,
        double inertia, double silhouette, double gap, double gapError, double test, double flagged, double recall,
        double falsePositiveRate, double f1, double auc, double medianShare, String problem) {

    /** The highest F1 first, then the fewest false positives, then the earliest; without labels the best silhouette. */
    static final Comparator<SweepRun> BEST = Comparator.comparingDouble((SweepRun run) -> descending(run.f1))
            .thenComparingDouble(run -> ascending(run.falsePositiveRate))
            .thenComparingDouble(run -> ascending(run.medianShare))
            .thenComparingDouble(run -> Double.isNaN(run.f1) ? descending(run.silhouette) : 0)
            .thenComparingLong(SweepRun::number);

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
