package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.evaluate.DisplaySample;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.cli.text.FeatureUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Cumulative distributions over requests of when they were flagged and of what that saved: a curve per attack, or per
 * run. Curves end at the fraction of requests that were flagged.
 */
final class DetectionFigures {

    static final String NOTHING_FLAGGED = "no request to show was flagged";
    private static final String NO_CPU_TIME = "no flagged request has CPU time";

    private final String title;
    private final String column;
    private final List<Named> groups;

    /**
     * Some requests, such as those of one attack.
     *
     * @param of
     *            requests of which the curve shows fractions
     */
    record Named(String key, String name, Style style, EarlyDetection early, int of) {}

    /** What is distributed. */
    private enum Measure {
        SHARES("share of final CPU time used when flagged", TickLabels.PERCENT, EarlyDetection::shares),
        SECONDS("time from first update to detection", TickLabels.SECONDS, EarlyDetection::secondsToDetection),
        SAVED("CPU time saved", TickLabels.of(FeatureUnit.NANOSECONDS), EarlyDetection::cpuSaved),
        SAVED_SHARES("share of CPU time saved", TickLabels.PERCENT, EarlyDetection::savedShares);

        private final String title;
        private final Axis.Labels labels;
        private final Function<EarlyDetection, double[]> values;

        Measure(String title, Axis.Labels labels, Function<EarlyDetection, double[]> values) {
            this.title = title;
            this.labels = labels;
            this.values = values;
        }

        private boolean isFraction() {
            return this == SHARES || this == SAVED_SHARES;
        }

        private double[] of(Named group) {
            return values.apply(group.early());
        }
    }

    /**
     * @param title
     *            of the y axis
     * @param column
     *            what the groups are, in the data
     */
    DetectionFigures(String title, String column, List<Named> groups) {
        this.title = title;
        this.column = column;
        this.groups = groups.stream().filter(group -> group.early().flagged() > 0).toList();
    }

    void addTo(FigureSet figures) {
        if (groups.isEmpty()) {
            figures.leaveOut("detection-time", NOTHING_FLAGGED);
            figures.leaveOut("cost-saved", NO_CPU_TIME);
            return;
        }
        for (Measure measure : Measure.values()) {
            addTo(figures, measure, "log", panel(measure, true));
            addTo(figures, measure, "linear", panel(measure, false));
        }
        figures.print(Figure.of("detection-time", Figure.Size.COLUMN, panel(Measure.SECONDS, true),
                this::secondsData));
        if (groups.stream().anyMatch(group -> group.early().cpuSaved().length > 0)) {
            List<Panel> panels = List.of(panel(Measure.SAVED_SHARES, false), panel(Measure.SAVED, true));
            figures.print(new Figure("cost-saved", Figure.Size.WIDE, 2, panels, panels.getFirst().keys(),
                    this::savedData));
        } else {
            figures.leaveOut("cost-saved", NO_CPU_TIME);
        }
    }

    private void addTo(FigureSet figures, Measure measure, String scale, Panel panel) {
        Supplier<DataTable> data = measure == Measure.SECONDS ? this::secondsData : this::savedData;
        figures.add(Figure.of("how-early", Figure.Size.COLUMN, panel, data), measure.name(), scale);
    }

    private Panel panel(Measure measure, boolean log) {
        List<Layer> layers = new ArrayList<>();
        for (Named group : groups) {
            double[] values = measure.of(group);
            if (values.length > 0) {
                layers.add(curve(group, values));
            }
        }
        DoubleStream all = groups.stream().flatMapToDouble(group -> DoubleStream.of(measure.of(group)));
        Axis x = log
                ? Axis.log(measure.title, all, measure.labels)
                : measure.isFraction()
                        ? Axis.fraction(measure.title, measure.labels)
                        : Axis.fromZero(measure.title, all, measure.labels);
        return new Panel(null, x, Axis.fraction(title, TickLabels.PERCENT), layers);
    }

    /** @param values ascending */
    private static Layer curve(Named group, double[] values) {
        int[] shown = DisplaySample.ofDistribution(values.length);
        double[] x = new double[shown.length + 1];
        double[] y = new double[x.length];
        x[0] = values[0];
        for (int point = 0; point < shown.length; point++) {
            x[point + 1] = values[shown[point]];
            y[point + 1] = fraction(group, shown[point]);
        }
        return new Layer.Line(group.key(), group.name(), group.style(), Step.ACROSS_FIRST, x, y,
                IntStream.range(-1, shown.length).toArray());
    }

    /** Of the group's requests, how many are at or below the i-th that was flagged. */
    private static double fraction(Named group, int i) {
        return (i + 1.0) / group.of();
    }

    private DataTable secondsData() {
        DataTable data = new DataTable(column, "share_of_requests", "first_update_to_detection_s");
        for (Named group : groups) {
            double[] seconds = Measure.SECONDS.of(group);
            for (int request = 0; request < seconds.length; request++) {
                data.add(group.name(), fraction(group, request), seconds[request]);
            }
        }
        return data;
    }

    private DataTable savedData() {
        DataTable data = new DataTable(column, "share_of_requests", "cpu_time_saved_share", "cpu_time_saved_ns");
        for (Named group : groups) {
            double[] saved = Measure.SAVED.of(group);
            double[] shares = Measure.SAVED_SHARES.of(group);
            for (int request = 0; request < saved.length; request++) {
                data.add(group.name(), fraction(group, request), shares[request], saved[request]);
            }
        }
        return data;
    }
}
