package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.Histogram;
import io.finelame.analyze.figures.Axis;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Panel;
import io.finelame.analyze.figures.Style;
import io.finelame.analyze.figures.Style.Dash;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Requests;
import io.finelame.run.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How each feature is spread over legitimate, attack and flagged requests: a histogram per feature. */
final class DistributionFigure {

    private static final int ACROSS = 3;

    private final Evaluation evaluation;
    private final Requests test;
    private final List<Kind> kinds;
    private final DataTable data = new DataTable("feature", "requests_of", "from", "to", "unit", "requests",
            "share");

    private record Kind(String name, Style style, int[] rows) {}

    private DistributionFigure(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.test = evaluation.run().test();
        boolean[] flagged = evaluation.run().scores().flagged();
        Style usual = Style.line(Style.BLUE, Dash.SOLID);
        Style attack = Style.line(Style.VERMILLION, Dash.DASHED);
        kinds = evaluation.isLabelled()
                ? List.of(kind("legitimate", usual, row -> Labels.LEGITIMATE.equals(evaluation.labels()[row])),
                        kind("attack", attack, row -> Evaluation.isAttack(evaluation.labels()[row])),
                        kind("flagged", Style.line(Style.INK, Dash.DOTTED), row -> flagged[row]))
                : List.of(kind("not flagged", usual, row -> !flagged[row]),
                        kind("flagged", attack, row -> flagged[row]));
    }

    static Figure of(String name, Evaluation evaluation) {
        DistributionFigure made = new DistributionFigure(evaluation);
        List<Panel> panels = made.test.features().stream().map(made::panel).toList();
        return new Figure(name, Figure.Size.MULTIPLES, Math.min(ACROSS, panels.size()), panels,
                panels.getFirst().keys(), made.data);
    }

    private Kind kind(String name, Style style, IntPredicate belongs) {
        int[] rows = IntStream.range(0, test.size()).filter(belongs).toArray();
        return new Kind(name + " (" + rows.length + ")", style, rows);
    }

    private Panel panel(String feature) {
        double[] values = test.feature(feature);
        FeatureUnit unit = FeatureUnit.of(feature);
        Histogram.Span span = Histogram.Span.of(values);
        Axis.Log x = new Axis.Log(null, span.firstExponent(), span.firstExponent() + span.decades(),
                IntStream.range(0, values.length).anyMatch(row -> values[row] <= 0), TickLabels.of(unit));
        List<Layer> layers = new ArrayList<>();
        for (Kind kind : kinds) {
            layers.add(histogram(feature, unit, kind, Histogram.of(span,
                    IntStream.of(kind.rows()).mapToDouble(row -> values[row]).toArray()), x.zero()));
        }
        DoubleStream shares = layers.stream().flatMapToDouble(layer -> DoubleStream.of(((Layer.Line) layer).y()));
        boolean inModel = evaluation.run().model().features().contains(feature);
        return new Panel(inModel ? feature : feature + " (not in the model)", x,
                Axis.Linear.fromZero(null, shares, TickLabels.PERCENT), layers);
    }

    /** Bins as steps; where there are zeros, theirs first, as wide as the others. */
    private Layer histogram(String feature, FeatureUnit unit, Kind kind, Histogram histogram, boolean zero) {
        List<double[]> steps = new ArrayList<>();
        double all = Math.max(1, kind.rows().length);
        if (zero) {
            steps.add(new double[]{0, histogram.zeros() / all});
            steps.add(new double[]{Math.pow(10, histogram.firstExponent() - 1 + 1.0 / Histogram.BINS_PER_DECADE), 0});
            add(feature, kind, 0, 0, unit, histogram.zeros());
        }
        for (int bin = 0; bin < histogram.counts().length; bin++) {
            steps.add(new double[]{edge(histogram, bin), histogram.counts()[bin] / all});
            add(feature, kind, edge(histogram, bin), edge(histogram, bin + 1), unit, histogram.counts()[bin]);
        }
        steps.add(new double[]{edge(histogram, histogram.counts().length), 0});
        return Layer.Line.acrossFirst(kind.name(), kind.style(), steps.stream().mapToDouble(step -> step[0]).toArray(),
                steps.stream().mapToDouble(step -> step[1]).toArray());
    }

    private static double edge(Histogram histogram, int bin) {
        return Math.pow(10, histogram.firstExponent() + (double) bin / Histogram.BINS_PER_DECADE);
    }

    private void add(String feature, Kind kind, double from, double to, FeatureUnit unit, long requests) {
        data.add(feature, kind.name().replaceFirst(" \\(\\d+\\)$", ""), from, to,
                TickLabels.suffix(unit).substring(1), requests, requests / Math.max(1.0, kind.rows().length));
    }
}
