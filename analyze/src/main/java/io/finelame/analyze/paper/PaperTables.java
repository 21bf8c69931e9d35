package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.Comparison;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.paper.PaperTable.Column;
import io.finelame.analyze.paper.PaperTable.Kind;
import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables that a paper has of runs and sweeps. */
public final class PaperTables {
    private static final int SWEEP_ROWS = 10;

    private final List<List<Object>> runs = new ArrayList<>();
    private final List<List<Object>> early = new ArrayList<>();
    private final List<List<Object>> sweeps = new ArrayList<>();

    public void add(Evaluation evaluation) {
        Comparison run = Comparison.of(evaluation);
        double precision = evaluation.matrix().map(matrix -> matrix.precision().value()).orElse(Double.NaN);
        runs.add(Arrays.asList(run.name(), (long) run.k(), run.scoring(), run.thresholdRule(), run.trainTime(),
                (long) run.requests(), (long) run.flagged(), run.recall(), precision, run.falsePositiveRate(), run.f1(),
                run.medianShare()));
        for (EarlyDetection detection : evaluation.byLabel()) {
            early.add(Arrays.asList(run.name(), detection.label(), (long) detection.requests(),
                    (long) detection.flagged(), detection.recall().value(), detection.recall().low(),
                    detection.recall().high(), detection.medianShare(), detection.medianSecondsToDetection(),
                    detection.medianSecondsLeft()));
        }
    }

    /** Its best runs. */
    public void add(SweepRuns sweep) {
        for (SweepRun run : sweep.best().stream().limit(SWEEP_ROWS).toList()) {
            sweeps.add(Arrays.asList(sweep.name(), run.number(), run.model(), run.k(), run.features(), run.trainTime(),
                    run.threshold(), run.recall(), run.falsePositiveRate(), run.f1(), run.auc(), run.medianShare()));
        }
    }

    /** Those that have rows. */
    public List<PaperTable> tables() {
        List<PaperTable> tables = List.of(
                new PaperTable("runs", "What each model caught.", List.of(new Column("Run", "run", Kind.TEXT),
                        new Column("k", "k", Kind.COUNT), new Column("Scoring", "scoring", Kind.TEXT),
                        new Column("Threshold", "threshold", Kind.TEXT),
                        new Column("Train time", "train_time_s", Kind.SECONDS),
                        new Column("Requests", "requests", Kind.COUNT), new Column("Flagged", "flagged", Kind.COUNT),
                        new Column("Recall", "recall", Kind.SHARE), new Column("Precision", "precision", Kind.SHARE),
                        new Column("False positives", "false_positive_rate", Kind.SHARE),
                        new Column("F1", "f1", Kind.DECIMAL),
                        new Column("CPU at detection", "median_cpu_share_at_detection", Kind.SHARE)), runs),
                new PaperTable("detection", "How early requests were flagged, by label (medians).",
                        List.of(new Column("Run", "run", Kind.TEXT), new Column("Label", "label", Kind.TEXT),
                                new Column("Requests", "requests", Kind.COUNT),
                                new Column("Flagged", "flagged", Kind.COUNT),
                                new Column("Share", "flagged_share", Kind.SHARE),
                                new Column("95 % from", "flagged_share_low", Kind.SHARE),
                                new Column("to", "flagged_share_high", Kind.SHARE),
                                new Column("CPU at detection", "median_cpu_share_at_detection", Kind.SHARE),
                                new Column("Flagged after", "median_time_to_detection_s", Kind.SECONDS),
                                new Column("Left to run", "median_time_left_s", Kind.SECONDS)),
                        early),
                new PaperTable("sweep", "The best runs of each sweep.",
                        List.of(new Column("Sweep", "sweep", Kind.TEXT), new Column("Run", "run", Kind.COUNT),
                                new Column("Model", "model", Kind.TEXT), new Column("k", "k", Kind.COUNT),
                                new Column("Features", "features", Kind.FEATURES),
                                new Column("Train time", "train_time_s", Kind.SECONDS),
                                new Column("Threshold", "threshold", Kind.TEXT),
                                new Column("Recall", "recall", Kind.SHARE),
                                new Column("False positives", "false_positive_rate", Kind.SHARE),
                                new Column("F1", "f1", Kind.DECIMAL), new Column("AUC", "auc", Kind.DECIMAL),
                                new Column("CPU at detection", "median_cpu_share_at_detection", Kind.SHARE)),
                        sweeps));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }
}
