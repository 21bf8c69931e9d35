package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.PrincipalComponents;
import io.finelame.analyze.plot.ShownRequests.Column;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Model;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The figures of one run that draw each request as a point. */
final class RequestFigures {

    private static final String START = "seconds from the recording's start";
    private static final String START_COLUMN = "start_s";
    private static final Style THRESHOLD = Style.line(Style.INK, Dash.DASHED);

    private final Run run;
    private final Model model;
    private final ShownRequests shown;
    private final double[] excess;
    private final Column starts;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, Axis> axes = new LinkedHashMap<>();

    RequestFigures(Evaluation evaluation, ShownRequests shown) {
        this.run = evaluation.run();
        this.model = run.model();
        this.shown = shown;
        excess = IntStream.range(0, run.test().size()).mapToDouble(evaluation::greatestExcess).toArray();
        starts = Column.starts(run);
        for (String feature : run.test().features()) {
            Column column = Column.of(run, feature);
            columns.put(feature, column);
            axes.put(feature, axis(feature, DoubleStream.concat(values(column),
                    ClusterOutlines.along(model, model.features().indexOf(feature)))));
        }
    }

    private static DoubleStream values(Column column) {
        return DoubleStream.concat(Arrays.stream(column.test()), Arrays.stream(column.train()));
    }

    private static Axis axis(String feature, DoubleStream values) {
        return Axis.log(feature, values, TickLabels.of(FeatureUnit.of(feature)));
    }

    void addTo(FigureSet figures) {
        String cost = columns.containsKey(Requests.CPU_TIME) ? Requests.CPU_TIME : model.features().getFirst();
        columns.keySet().forEach(feature -> figures.add(overTime(feature), feature));
        figures.print(overTime(cost));
        figures.add(scores());
        figures.print(scores());
        for (String x : columns.keySet()) {
            columns.keySet().forEach(y -> figures.add(clusters(x, y), x, y));
        }
        figures.print(clusters(model.features().getFirst(), second()));
        Optional<PrincipalComponents> plane = PrincipalComponents.of(run);
        plane.map(this::principalComponents).ifPresentOrElse(figure -> {
            figures.add(figure);
            figures.print(figure);
        }, () -> figures.leaveOut("clusters-pca", "the training requests don't vary"));
    }

    /** What is shown beside the model's first feature. */
    private String second() {
        String first = model.features().getFirst();
        return model.features().size() > 1
                ? model.features().get(1)
                : columns.keySet().stream().filter(other -> !other.equals(first)).findFirst().orElse(first);
    }

    /** Cost by start. */
    private Figure overTime(String feature) {
        Column cost = columns.get(feature);
        List<Layer> layers = new ArrayList<>();
        layers.add(
                new Layer.Band("window", 0, model.trainTime(), "train time", Style.line(Style.SOFT, Dash.SOLID)));
        layers.addAll(shown.layers(starts, cost));
        Panel panel = new Panel(null, Axis.fromZero(START, values(starts), TickLabels.PLAIN),
                axis(feature, values(cost)), layers);
        return Figure.of("requests-over-time", Figure.Size.WIDE, panel,
                () -> shown.data(START_COLUMN, column(feature), starts, cost));
    }

    /** Score over threshold by start. */
    private Figure scores() {
        List<Layer> layers = new ArrayList<>(shown.testLayers(starts.test(), excess));
        layers.add(new Layer.Rule("threshold", "threshold", THRESHOLD, 1, false));
        Panel panel = new Panel(null, Axis.around(START, starts.test(), TickLabels.PLAIN),
                Axis.log("score / threshold", DoubleStream.concat(Arrays.stream(excess), DoubleStream.of(1)),
                        TickLabels.PREFIXED),
                layers);
        return Figure.of("scores", Figure.Size.WIDE, panel,
                () -> shown.testData(START_COLUMN, "score_over_threshold", starts.test(), excess));
    }

    /** Two features, with the model's centroids and what each cluster accepts. */
    private Figure clusters(String x, String y) {
        ClusterOutlines outlines = new ClusterOutlines(model, model.features().indexOf(x), model.features().indexOf(y));
        List<Layer> layers = new ArrayList<>(shown.layers(columns.get(x), columns.get(y)));
        layers.addAll(outlines.layers());
        Supplier<DataTable> data = () -> {
            DataTable table = shown.data(column(x), column(y), columns.get(x), columns.get(y));
            outlines.addTo(table);
            return table;
        };
        return Figure.of("clusters", Figure.Size.SQUARE, new Panel(null, axes.get(x), axes.get(y), layers), data);
    }

    /** The plane in which the training requests vary most. */
    private Figure principalComponents(PrincipalComponents plane) {
        double[][] test = plane.project(run.test(), model.features());
        double[][] train = plane.project(run.train(), model.features());
        Column x = new Column(train[0], test[0]);
        Column y = new Column(train[1], test[1]);
        double farthest = DoubleStream.concat(values(x), values(y)).map(Math::abs).filter(Double::isFinite).max()
                .orElse(1);
        PlaneOutlines outlines = new PlaneOutlines(model, plane, 10 * Math.max(1, farthest));
        List<Layer> layers = new ArrayList<>(shown.layers(x, y));
        layers.addAll(outlines.layers());
        Supplier<DataTable> data = () -> {
            DataTable table = shown.data("component_1_std", "component_2_std", x, y);
            outlines.addTo(table);
            return table;
        };
        return Figure.of("clusters-pca", Figure.Size.SQUARE,
                new Panel(null, component(0, plane, x), component(1, plane, y), layers), data);
    }

    private static Axis component(int axis, PrincipalComponents plane, Column column) {
        return Axis.symmetric("component " + (axis + 1) + " (" + TickLabels.PERCENT.apply(plane.shares()[axis])
                + " of variance)", values(column), TickLabels.PREFIXED);
    }

    private static String column(String feature) {
        return feature + TickLabels.suffix(FeatureUnit.of(feature));
    }
}
