package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One request, update by update, beside some that were not flagged. */
final class LifeFigures {

    private static final int OTHERS = 40;
    private static final String EXCESS = "excess";
    private static final String AGE = "time from the request's first update";
    private static final Style OTHER = Style.thin(Style.SOFT, 0.45);

    private final Evaluation evaluation;
    private final Run run;
    private final ShownLives lives;
    /** Indices of the shown requests that are drawn beside the others. */
    private final int[] others;
    private final double[][] ages;
    private final double[] otherAges;

    /**
     * What is drawn over time.
     *
     * @param values
     *            [shown requests][points]
     * @param others
     *            of the requests beside it, each ended by a NaN
     * @param extremes
     *            those of the others that decide how far an axis reaches
     */
    private record Metric(String name, String title, Axis.Labels labels, double[][] values, double[] others,
            double[] extremes) {}

    LifeFigures(Evaluation evaluation, ShownLives lives) {
        this.evaluation = evaluation;
        this.run = evaluation.run();
        this.lives = lives;
        others = IntStream.range(0, lives.size()).filter(i -> !evaluation.verdicts()[lives.row(i)].isOfInterest())
                .limit(OTHERS).toArray();
        ages = column(lives::ages);
        otherAges = joined(ages);
    }

    void addTo(FigureSet figures) {
        List<Metric> metrics = new ArrayList<>();
        metrics.add(metric(EXCESS, "score / threshold", TickLabels.PREFIXED, run.lives().excess()));
        List<String> features = run.test().features();
        for (int f = 0; f < features.size(); f++) {
            metrics.add(metric(features.get(f), features.get(f), TickLabels.of(FeatureUnit.of(features.get(f))),
                    run.lives().values()[f]));
        }
        for (int i = 0; i < lives.size(); i++) {
            for (Metric metric : metrics) {
                figures.add(figure(i, metric, true), Integer.toString(i), metric.name(), "log");
                figures.add(figure(i, metric, false), Integer.toString(i), metric.name(), "linear");
            }
        }
        lives.foremostFlagged().ifPresentOrElse(i -> figures.print(figure(i, metrics.getFirst(), true)),
                () -> figures.leaveOut("life", DetectionFigures.NOTHING_FLAGGED));
    }

    private Metric metric(String name, String title, Axis.Labels labels, double[] values) {
        double[][] byRequest = column(i -> Arrays.stream(lives.lines(i)).mapToDouble(line -> values[line]).toArray());
        double[] beside = joined(byRequest);
        return new Metric(name, title, labels, byRequest, beside, extremes(beside));
    }

    private static double[] extremes(double[] values) {
        double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
        return DoubleStream.of(Arrays.stream(known).min().orElse(Double.NaN),
                Arrays.stream(known).filter(value -> value > 0).min().orElse(Double.NaN),
                Arrays.stream(known).max().orElse(Double.NaN)).toArray();
    }

    private double[][] column(IntFunction<double[]> values) {
        return IntStream.range(0, lives.size()).mapToObj(values).toArray(double[][]::new);
    }

    private double[] joined(double[][] values) {
        return Arrays.stream(others)
                .mapToObj(i -> DoubleStream.concat(Arrays.stream(values[i]), DoubleStream.of(Double.NaN)))
                .flatMapToDouble(one -> one).toArray();
    }

    private Figure figure(int chosen, Metric metric, boolean log) {
        List<Layer> layers = new ArrayList<>();
        if (others.length > 0) {
            layers.add(Layer.Line.of("others", "not flagged", OTHER, Step.ACROSS_FIRST, otherAges, metric.others()));
        }
        int row = lives.row(chosen);
        VerdictStyle look = VerdictStyle.of(evaluation.verdicts()[row], evaluation.isLabelled());
        layers.add(Layer.Line.of("chosen", "request " + Long.toUnsignedString(run.test().ids()[row]),
                look.asLine(), Step.ACROSS_FIRST, ages[chosen], metric.values()[chosen]));
        boolean scores = metric.name().equals(EXCESS);
        if (scores) {
            layers.add(new Layer.Rule("threshold", "threshold", Style.line(Style.INK, Dash.DASHED), 1, false));
        }
        double flaggedAfter = flaggedAfter(row);
        if (!Double.isNaN(flaggedAfter)) {
            layers.add(new Layer.Rule("flagged", "flagged after " + TickLabels.SECONDS.apply(flaggedAfter),
                    Style.line(Style.INK, Dash.DOTTED), flaggedAfter, true));
        }
        Panel panel = new Panel(null,
                Axis.fromZero(AGE, DoubleStream.concat(Arrays.stream(ages[chosen]), DoubleStream.of(flaggedAfter)),
                        TickLabels.SECONDS),
                axis(metric, metric.values()[chosen], scores, log), layers);
        return Figure.of("life", Figure.Size.COLUMN, panel, () -> data(chosen));
    }

    private static Axis axis(Metric metric, double[] values, boolean scores, boolean log) {
        DoubleStream drawn = DoubleStream.concat(DoubleStream.concat(Arrays.stream(values),
                Arrays.stream(metric.extremes())), DoubleStream.of(scores ? 1 : Double.NaN));
        return log
                ? Axis.log(metric.title(), drawn, metric.labels())
                : Axis.fromZero(metric.title(), drawn, metric.labels());
    }

    private DataTable data(int chosen) {
        DataTable data = new DataTable("req_id", "drawn_as", "since_first_update_s", "score_over_threshold",
                "flagged_after_s");
        Arrays.stream(others).filter(i -> i != chosen).forEach(i -> addTo(data, i, "comparison"));
        addTo(data, chosen, "request");
        return data;
    }

    private void addTo(DataTable data, int i, String drawnAs) {
        for (int point = 0; point < ages[i].length; point++) {
            data.add(Long.toUnsignedString(run.test().ids()[lives.row(i)]), drawnAs, ages[i][point],
                    run.lives().excess()[lives.lines(i)[point]], flaggedAfter(lives.row(i)));
        }
    }

    private double flaggedAfter(int row) {
        return run.scores().flagged()[row]
                ? EarlyDetection.secondsToDetection(run.test(), run.scores(), row)
                : Double.NaN;
    }
}
