package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.figures.Axis;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Panel;
import io.finelame.analyze.figures.Style;
import io.finelame.analyze.figures.Style.Dash;
import io.finelame.analyze.figures.Style.Symbol;
import io.finelame.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One flagged request, update by update, beside some that were not. */
final class LifeFigure {

    private static final int OTHERS = 40;
    private static final Style OTHER = Style.points(Style.SOFT, Symbol.CIRCLE, 1.8, 0.6);
    private static final Style CHOSEN = new Style(Style.VERMILLION, Dash.SOLID, Symbol.TRIANGLE, 4.5, 1);

    private final Evaluation evaluation;
    private final Run run;
    private final DataTable data = new DataTable("req_id", "drawn_as", "since_first_update_s", "score_over_threshold",
            "flagged_after_s");

    private LifeFigure(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.run = evaluation.run();
    }

    /** The figure of the flagged request with the most updates; empty if no flagged request has a time series. */
    static Optional<Figure> of(String name, Evaluation evaluation) {
        LifeFigure made = new LifeFigure(evaluation);
        return made.withLife().filter(row -> evaluation.verdicts()[row].isFlagged()).boxed()
                .max(Comparator.comparingInt((Integer row) -> made.lines(row).length)
                        .thenComparing(Comparator.reverseOrder()))
                .map(row -> made.figure(name, row));
    }

    private IntStream withLife() {
        return IntStream.range(0, run.test().size())
                .filter(row -> run.lives().rows().containsKey(run.test().ids()[row]));
    }

    private int[] lines(int row) {
        return run.lives().rows().get(run.test().ids()[row]);
    }

    private Figure figure(String name, int chosen) {
        int[] others = withLife().filter(row -> !evaluation.verdicts()[row].isOfInterest()).limit(OTHERS).toArray();
        double[] otherX = Arrays.stream(others).flatMap(row -> Arrays.stream(lines(row))).mapToDouble(this::excess)
                .toArray();
        List<Layer> layers = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        Arrays.stream(others).forEach(row -> points.addAll(life(row, "comparison")));
        if (!points.isEmpty()) {
            layers.add(new Layer.Points("not flagged", OTHER, column(points, 0), column(points, 1)));
        }
        List<double[]> life = life(chosen, "request");
        layers.add(Layer.Line.acrossFirst("request " + Long.toUnsignedString(run.test().ids()[chosen]), CHOSEN,
                column(life, 0), column(life, 1)));
        layers.add(new Layer.Rule("threshold", Style.line(Style.INK, Dash.DASHED), 1, false));
        double flaggedAfter = EarlyDetection.secondsToDetection(run.test(), run.scores(), chosen);
        layers.add(new Layer.Rule("flagged after " + TickLabels.SECONDS.apply(flaggedAfter),
                Style.line(Style.INK, Dash.DOTTED), flaggedAfter, true));
        Panel panel = new Panel(null,
                Axis.Linear.fromZero("time from the request's first update",
                        DoubleStream.concat(DoubleStream.of(column(life, 0)), DoubleStream.of(flaggedAfter)),
                        TickLabels.SECONDS),
                Axis.Log.of("score / threshold",
                        DoubleStream.concat(DoubleStream.of(column(life, 1)),
                                DoubleStream.concat(DoubleStream.of(otherX), DoubleStream.of(1))),
                        TickLabels.PLAIN),
                layers);
        return Figure.of(name, Figure.Size.COLUMN, panel, data);
    }

    private double excess(int line) {
        return run.lives().excess()[line];
    }

    private List<double[]> life(int row, String drawnAs) {
        List<double[]> points = new ArrayList<>();
        for (int line : lines(row)) {
            double after = (run.lives().ts()[line] - run.test().originTs()[row]) / 1e9;
            points.add(new double[]{after, excess(line)});
            data.add(Long.toUnsignedString(run.test().ids()[row]), drawnAs, after, excess(line),
                    run.scores().flagged()[row]
                            ? EarlyDetection.secondsToDetection(run.test(), run.scores(), row)
                            : Double.NaN);
        }
        return points;
    }

    private static double[] column(List<double[]> points, int axis) {
        return points.stream().mapToDouble(point -> point[axis]).toArray();
    }
}
