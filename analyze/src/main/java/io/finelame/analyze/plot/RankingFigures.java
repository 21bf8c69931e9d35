package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.evaluate.RankingCurves;
import io.finelame.analyze.evaluate.Rate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** ROC and precision-recall curves of runs, with a symbol where the run operates. */
final class RankingFigures {

    static final String NO_TRUTH = "needs --labels that name attacks and legitimate requests";

    private static final int BEND = 24;
    private static final double OPERATING_POINT = 7;

    private final List<Named> runs;

    record Named(String key, String name, Style style, RankingCurves curves) {}

    RankingFigures(List<Named> runs) {
        this.runs = List.copyOf(runs);
    }

    void addTo(FigureSet figures) {
        if (runs.isEmpty()) {
            figures.leaveOut("roc", NO_TRUTH);
            figures.leaveOut("precision-recall", NO_TRUTH);
            return;
        }
        Figure roc = roc(true);
        figures.add(roc, "log");
        figures.add(roc(false), "linear");
        figures.print(roc);
        Figure precisionRecall = precisionRecall();
        figures.add(precisionRecall);
        figures.print(precisionRecall);
    }

    /** Printed over a logarithmic axis: only few false alarms are bearable. */
    private Figure roc(boolean log) {
        List<Layer> layers = new ArrayList<>();
        for (Named run : runs) {
            RankingCurves all = run.curves();
            RankingCurves drawn = all.thinned();
            layers.add(rocLine(run, column(drawn, drawn::falsePositiveRate), column(drawn, drawn::recall), log));
            layers.add(operatingPoint(run, "AUC", all.auc(), all.verdicts().falsePositiveRate(),
                    all.verdicts().recall()));
        }
        DoubleStream rates = runs.stream()
                .flatMapToDouble(run -> DoubleStream.of(column(run.curves(), run.curves()::falsePositiveRate)));
        String title = "false-positive rate";
        Axis x = log
                ? Axis.log(title, DoubleStream.concat(rates, DoubleStream.of(1)), TickLabels.PERCENT)
                : Axis.fraction(title, TickLabels.PERCENT);
        return Figure.of("roc", Figure.Size.COLUMN,
                new Panel(null, x, Axis.fraction("recall", TickLabels.PERCENT), layers), this::rocData);
    }

    private DataTable rocData() {
        DataTable data = new DataTable("run", "score_over_threshold", "false_positive_rate", "recall",
                "false_positives", "true_positives");
        for (Named run : runs) {
            RankingCurves curves = run.curves();
            for (int point = 0; point < curves.size(); point++) {
                data.add(run.name(), curves.scores()[point], curves.falsePositiveRate(point), curves.recall(point),
                        curves.falsePositives()[point], curves.truePositives()[point]);
            }
        }
        return data;
    }

    /** In steps: precision between two points is not on the straight line. */
    private Figure precisionRecall() {
        List<Layer> layers = new ArrayList<>();
        for (Named run : runs) {
            RankingCurves all = run.curves();
            RankingCurves drawn = all.thinned();
            layers.add(Layer.Line.of(run.key(), null, line(run), Step.UP_FIRST, column(drawn, drawn::recall),
                    column(drawn, drawn::precision)));
            layers.add(operatingPoint(run, "AP", all.averagePrecision(), all.verdicts().recall(),
                    all.verdicts().precision()));
        }
        return Figure.of("precision-recall", Figure.Size.COLUMN, new Panel(null,
                Axis.fraction("recall", TickLabels.PERCENT), Axis.fraction("precision", TickLabels.PERCENT), layers),
                this::precisionData);
    }

    private DataTable precisionData() {
        DataTable data = new DataTable("run", "score_over_threshold", "recall", "precision", "true_positives",
                "false_positives");
        for (Named run : runs) {
            RankingCurves curves = run.curves();
            for (int point = 0; point < curves.size(); point++) {
                data.add(run.name(), curves.scores()[point], curves.recall(point), curves.precision(point),
                        curves.truePositives()[point], curves.falsePositives()[point]);
            }
        }
        return data;
    }

    /** Straight between its points on linear axes, so bent on a logarithmic one. */
    private static Layer rocLine(Named run, double[] x, double[] y, boolean bent) {
        DoubleStream.Builder bentX = DoubleStream.builder().add(x[0]);
        DoubleStream.Builder bentY = DoubleStream.builder().add(y[0]);
        IntStream.Builder rows = IntStream.builder().add(0);
        for (int i = 1; i < x.length; i++) {
            int steps = bent && x[i] > x[i - 1] && y[i] > y[i - 1] ? BEND : 1;
            for (int step = 1; step <= steps; step++) {
                double part = Math.pow(10, 4.0 * (step - steps) / BEND);
                bentX.add(x[i - 1] + part * (x[i] - x[i - 1]));
                bentY.add(y[i - 1] + part * (y[i] - y[i - 1]));
                rows.add(step == steps ? i : -1);
            }
        }
        return new Layer.Line(run.key(), null, line(run), Step.STRAIGHT, bentX.build().toArray(),
                bentY.build().toArray(), rows.build().toArray());
    }

    private static Style line(Named run) {
        return Style.line(run.style().color(), run.style().dash());
    }

    /** It carries the name of its curve, so that the legend shows both. */
    private static Layer operatingPoint(Named run, String measure, double value, Rate x, Rate y) {
        String name = String.format(Locale.ROOT, "%s (%s %.4f)", run.name(), measure, value);
        return Layer.Points.of(run.key(), name, run.style().sized(OPERATING_POINT), x.value(), y.value());
    }

    private static double[] column(RankingCurves curves, IntToDoubleFunction value) {
        double[] column = new double[curves.size()];
        Arrays.setAll(column, value);
        return column;
    }
}
