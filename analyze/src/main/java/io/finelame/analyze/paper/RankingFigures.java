package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.RankingCurves;
import io.finelame.analyze.evaluate.Rate;
import io.finelame.analyze.figures.Axis;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Panel;
import io.finelame.analyze.figures.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** ROC and precision-recall curves of runs, with a symbol where the run operates. */
final class RankingFigures {

    private static final int MAX_POINTS = 500;
    private static final int BEND = 24;
    private static final double OPERATING_POINT = 7;

    private final List<Named> runs;

    record Named(String label, RankingCurves curves) {}

    RankingFigures(List<Named> runs) {
        this.runs = List.copyOf(runs);
    }

    /** Over a logarithmic axis: only few false alarms are bearable. */
    Figure roc(String name) {
        DataTable data = new DataTable("run", "score_over_threshold", "false_positive_rate", "recall",
                "false_positives", "true_positives");
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RankingCurves all = runs.get(i).curves();
            IntStream.range(0, all.size()).forEach(new Rows(data, runs.get(i))::addRoc);
            RankingCurves drawn = all.thinned(MAX_POINTS);
            layers.add(rocLine(i, column(drawn, drawn::falsePositiveRate), column(drawn, drawn::recall)));
            layers.add(operatingPoint(i, "AUC", all.auc(), all.verdicts().falsePositiveRate(),
                    all.verdicts().recall()));
        }
        DoubleStream rates = runs.stream()
                .flatMapToDouble(run -> DoubleStream.of(column(run.curves(), run.curves()::falsePositiveRate)));
        Axis x = Axis.Log.of("false-positive rate", DoubleStream.concat(rates, DoubleStream.of(1)),
                TickLabels.PERCENT);
        return Figure.of(name, Figure.Size.COLUMN, new Panel(null, x, share("recall"), layers), data);
    }

    /** In steps: precision between two points is not on the straight line. */
    Figure precisionRecall(String name) {
        DataTable data = new DataTable("run", "score_over_threshold", "recall", "precision", "true_positives",
                "false_positives");
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RankingCurves all = runs.get(i).curves();
            IntStream.range(0, all.size()).forEach(new Rows(data, runs.get(i))::addPrecision);
            RankingCurves drawn = all.thinned(MAX_POINTS);
            layers.add(Layer.Line.risingFirst(null, line(i), column(drawn, drawn::recall),
                    column(drawn, drawn::precision)));
            layers.add(operatingPoint(i, "AP", all.averagePrecision(), all.verdicts().recall(),
                    all.verdicts().precision()));
        }
        return Figure.of(name, Figure.Size.COLUMN, new Panel(null, share("recall"), share("precision"), layers), data);
    }

    /** Straight between its points on linear axes, so bent on a logarithmic one. */
    private static Layer rocLine(int run, double[] x, double[] y) {
        DoubleStream.Builder bentX = DoubleStream.builder().add(x[0]);
        DoubleStream.Builder bentY = DoubleStream.builder().add(y[0]);
        for (int i = 1; i < x.length; i++) {
            int steps = x[i] > x[i - 1] && y[i] > y[i - 1] ? BEND : 1;
            for (int step = 1; step <= steps; step++) {
                double part = Math.pow(10, 4.0 * (step - steps) / BEND);
                bentX.add(x[i - 1] + part * (x[i] - x[i - 1]));
                bentY.add(y[i - 1] + part * (y[i] - y[i - 1]));
            }
        }
        return new Layer.Line(null, line(run), bentX.build().toArray(), bentY.build().toArray());
    }

    private static Style line(int run) {
        return Style.line(Style.ofLine(run).color(), Style.ofLine(run).dash());
    }

    /** It carries the name of its curve, so that the legend shows both. */
    private Layer operatingPoint(int run, String measure, double value, Rate x, Rate y) {
        String name = String.format(Locale.ROOT, "%s (%s %.4f)", runs.get(run).label(), measure, value);
        return new Layer.Points(name, Style.ofLine(run).sized(OPERATING_POINT), new double[]{x.value()},
                new double[]{y.value()});
    }

    static Axis share(String title) {
        return new Axis.Linear(title, 0, 1.03, false, TickLabels.PERCENT);
    }

    private static double[] column(RankingCurves curves, IntToDoubleFunction value) {
        double[] column = new double[curves.size()];
        Arrays.setAll(column, value);
        return column;
    }

    private record Rows(DataTable data, Named run) {

        void addRoc(int point) {
            RankingCurves curves = run.curves();
            data.add(run.label(), curves.scores()[point], curves.falsePositiveRate(point), curves.recall(point),
                    curves.falsePositives()[point], curves.truePositives()[point]);
        }

        void addPrecision(int point) {
            RankingCurves curves = run.curves();
            data.add(run.label(), curves.scores()[point], curves.recall(point), curves.precision(point),
                    curves.truePositives()[point], curves.falsePositives()[point]);
        }
    }
}
