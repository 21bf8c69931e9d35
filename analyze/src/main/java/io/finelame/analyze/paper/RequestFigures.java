package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.PrincipalComponents;
import io.finelame.analyze.figures.Axis;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Panel;
import io.finelame.analyze.figures.Style;
import io.finelame.analyze.figures.Style.Dash;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Model;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The figures of one run that draw each request as a point. */
final class RequestFigures {

    private static final String START = "seconds from the recording's start";
    private static final String START_COLUMN = "start_s";
    private static final Style THRESHOLD = Style.line(Style.INK, Dash.DASHED);

    private final Evaluation evaluation;
    private final Run run;
    private final Model model;

    RequestFigures(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.run = evaluation.run();
        this.model = run.model();
    }

    /** Cost by start. */
    Figure overTime(String name) {
        String feature = run.test().hasFeature(Requests.CPU_TIME) ? Requests.CPU_TIME : model.features().getFirst();
        RequestPoints points = new RequestPoints(evaluation,
                new double[][]{starts(run.test()), run.test().feature(feature)},
                new double[][]{starts(run.train()), run.train().feature(feature)});
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer.Band(0, model.trainTime(), "train time", Style.line(Style.SOFT, Dash.SOLID)));
        layers.addAll(points.layers());
        Panel panel = new Panel(null, Axis.Linear.fromZero(START, points.along(0), TickLabels.PLAIN),
                Axis.Log.of(feature, points.along(1), TickLabels.of(FeatureUnit.of(feature))), layers);
        return Figure.of(name, Figure.Size.WIDE, panel, data(points, START_COLUMN, column(feature)));
    }

    /** Score over threshold by start. */
    Figure scores(String name) {
        double[] excess = IntStream.range(0, run.test().size()).mapToDouble(evaluation::greatestExcess).toArray();
        RequestPoints points = new RequestPoints(evaluation, new double[][]{starts(run.test()), excess},
                new double[2][0]);
        List<Layer> layers = new ArrayList<>(points.layers());
        layers.add(new Layer.Rule("threshold", THRESHOLD, 1, false));
        Panel panel = new Panel(null,
                Axis.Linear.around(START, points.along(0).toArray(), false, TickLabels.PLAIN),
                Axis.Log.of("score / threshold", DoubleStream.concat(points.along(1), DoubleStream.of(1)),
                        TickLabels.PLAIN),
                layers);
        return Figure.of(name, Figure.Size.WIDE, panel, data(points, START_COLUMN, "score_over_threshold"));
    }

    private double[] starts(Requests requests) {
        return Arrays.stream(requests.originTs()).mapToDouble(run::seconds).toArray();
    }

    /** The first two features of the model, with its centroids and what each cluster accepts. */
    Figure clusters(String name) {
        String x = model.features().getFirst();
        String y = model.features().size() > 1
                ? model.features().get(1)
                : run.test().features().stream().filter(other -> !other.equals(x)).findFirst().orElse(x);
        RequestPoints points = new RequestPoints(evaluation,
                new double[][]{run.test().feature(x), run.test().feature(y)},
                new double[][]{run.train().feature(x), run.train().feature(y)});
        ClusterOutlines outlines = new ClusterOutlines(model, model.features().indexOf(x), model.features().indexOf(y));
        Axis.Log across = Axis.Log.of(x, DoubleStream.concat(points.along(0), outlines.along(0)),
                TickLabels.of(FeatureUnit.of(x)));
        Axis.Log up = Axis.Log.of(y, DoubleStream.concat(points.along(1), outlines.along(1)),
                TickLabels.of(FeatureUnit.of(y)));
        List<Layer> layers = new ArrayList<>(points.layers());
        layers.addAll(outlines.layers());
        DataTable data = data(points, column(x), column(y));
        outlines.addTo(data);
        return Figure.of(name, Figure.Size.SQUARE, new Panel(null, across, up, layers), data);
    }

    /** The plane in which the training requests vary most. */
    Figure principalComponents(String name, PrincipalComponents plane) {
        RequestPoints points = new RequestPoints(evaluation, plane.project(run.test(), model.features()),
                plane.project(run.train(), model.features()));
        List<Layer> layers = new ArrayList<>(points.layers());
        DataTable data = data(points, "component_1_std", "component_2_std");
        for (int j = 0; j < model.k(); j++) {
            double[] centroid = plane.project(model.centroids()[j]);
            layers.add(
                    new Layer.Mark(centroid[0], centroid[1], Integer.toString(j), Style.line(Style.INK, Dash.SOLID)));
            data.add("centroid " + j, null, centroid[0], centroid[1], null, null);
        }
        Panel panel = new Panel(null, component(0, plane, points), component(1, plane, points), layers);
        return Figure.of(name, Figure.Size.SQUARE, panel, data);
    }

    private static Axis component(int axis, PrincipalComponents plane, RequestPoints points) {
        return Axis.Symmetric.of("component " + (axis + 1) + " ("
                + TickLabels.PERCENT.apply(plane.shares()[axis]) + " of variance)", points.along(axis),
                TickLabels.PLAIN);
    }

    private static String column(String feature) {
        return feature + TickLabels.suffix(FeatureUnit.of(feature));
    }

    private static DataTable data(RequestPoints points, String x, String y) {
        DataTable data = new DataTable("kind", "req_id", x, y, "verdict", "label");
        points.addTo(data);
        return data;
    }
}
