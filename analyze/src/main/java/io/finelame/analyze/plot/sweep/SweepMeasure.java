package io.finelame.analyze.plot.sweep;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.plot.TickLabels;
import io.finelame.run.SweepRun;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is known of a run of a sweep. */
enum SweepMeasure {
    F1("F1", TickLabels.PLAIN, 0, 1, SweepRun::f1),
    RECALL("recall", TickLabels.PERCENT, 0, 1, SweepRun::recall),
    FALSE_POSITIVE_RATE("false-positive rate", TickLabels.PERCENT, 0, 1, SweepRun::falsePositiveRate),
    AUC("area under the ROC curve", TickLabels.PLAIN, 0, 1, SweepRun::auc),
    MEDIAN_SHARE("median CPU share when flagged", TickLabels.PERCENT, 0, 1, SweepRun::medianShare),
    SILHOUETTE("silhouette", TickLabels.PLAIN, -1, 1, SweepRun::silhouette),
    INERTIA("inertia", TickLabels.PREFIXED, 0, Double.MAX_VALUE, SweepRun::inertia),
    FLAGGED("flagged requests", TickLabels.PREFIXED, 0, Double.MAX_VALUE, SweepRun::flagged);

    private final String title;
    private final Axis.Labels labels;
    private final double lowest;
    private final double greatest;
    private final ToDoubleFunction<SweepRun> value;

    SweepMeasure(String title, Axis.Labels labels, double lowest, double greatest, ToDoubleFunction<SweepRun> value) {
        this.title = title;
        this.labels = labels;
        this.lowest = lowest;
        this.greatest = greatest;
        this.value = value;
    }

    String title() {
        return title;
    }

    /** In tables of data. */
    String column() {
        return title.toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
    }

    Axis.Labels labels() {
        return labels;
    }

    double lowest() {
        return lowest;
    }

    double greatest() {
        return greatest;
    }

    /** NaN if it is not known. */
    double of(SweepRun run) {
        return value.applyAsDouble(run);
    }

    /** A value as a cell shows it. */
    String text(double of) {
        return greatest > 1 ? labels.apply(of) : String.format(Locale.ROOT, "%.2f", of);
    }
}
