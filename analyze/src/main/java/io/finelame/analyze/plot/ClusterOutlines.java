package io.finelame.analyze.plot;

import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.run.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The centroids of a model in the plane of two features and, unless scores are signed sums, what their clusters accept there: only
 * what a request used beyond a centroid counts. By l1 scoring the sum over features of max(0, value - centroid) / std stays within
 * the threshold; by linf scoring each of them does, which makes a box.
 *
 * @param x
 *            index of a feature in the model, negative if it isn't in it
 * @param y
 *            likewise
 */
record ClusterOutlines(Model model, int x, int y) {

    static final String CENTROIDS = "centroids";
    static final String OUTLINES = "outlines";
    static final Style STYLE = Style.line(Style.INK, Dash.DASHED);

    private static final int STEPS = 60;
    private static final double FAR_BELOW = 0;

    /** The centroids' values of a feature and, if there are outlines, how far these reach. */
    static DoubleStream along(Model model, int feature) {
        return feature < 0
                ? DoubleStream.empty()
                : IntStream.range(0, model.k()).mapToDouble(
                        j -> model.isOneSided() ? edge(model, j, feature, 1) : model.centroids()[j][feature])
                        .filter(value -> value < Model.ANY);
    }

    /** A feature without a limit extends beyond every axis. */
    private static double edge(Model model, int cluster, int feature, double fraction) {
        return Math.min(Model.ANY, model.edge(cluster, feature, fraction));
    }

    private boolean isPlane() {
        return x >= 0 && y >= 0 && x != y;
    }

    List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        for (int j = 0; j < model.k() && model.isOneSided() && x != y; j++) {
            String name = j == 0 ? "threshold" : null;
            if (isPlane()) {
                double[][] outline = outline(j);
                layers.add(Layer.Line.of(OUTLINES, name, STYLE, Step.STRAIGHT, outline[0], outline[1]));
            } else {
                layers.add(new Layer.Rule(OUTLINES, name, STYLE, edge(model, j, Math.max(x, y), 1), x >= 0));
            }
        }
        for (int j = 0; j < model.k() && !model.isLimits() && isPlane(); j++) {
            double[] centroid = model.centroids()[j];
            layers.add(new Layer.Mark(CENTROIDS, centroid[x], centroid[y], Integer.toString(j), STYLE));
        }
        return layers;
    }

    /** [2][points], from the left edge to the bottom. */
    private double[][] outline(int cluster) {
        double[][] outline = new double[2][STEPS + 3];
        for (int step = 0; step <= STEPS; step++) {
            double half = (double) step / STEPS;
            // Quadratic steps at both ends keep the curve smooth on logarithmic axes.
            double part = half <= 0.5 ? 2 * half * half : 1 - 2 * (1 - half) * (1 - half);
            outline[0][step + 1] = edge(model, cluster, x, model.isBox() ? Math.min(1, 2 * part) : part);
            outline[1][step + 1] = edge(model, cluster, y, model.isBox() ? Math.min(1, 2 - 2 * part) : 1 - part);
        }
        outline[0][0] = FAR_BELOW;
        outline[1][0] = outline[1][1];
        outline[0][STEPS + 2] = outline[0][STEPS + 1];
        outline[1][STEPS + 2] = FAR_BELOW;
        return outline;
    }

    /** Appends rows of the columns kind, req_id, x, y, verdict and label. */
    void addTo(DataTable data) {
        if (!isPlane()) {
            return;
        }
        for (int j = 0; j < model.k() && !model.isLimits(); j++) {
            double[] centroid = model.centroids()[j];
            data.add("centroid " + j, null, centroid[x], centroid[y], null, null);
        }
        for (int j = 0; j < model.k() && model.isOneSided(); j++) {
            double[][] outline = outline(j);
            for (int i = 0; i < outline[0].length; i++) {
                data.add("threshold " + j, null, outline[0][i], outline[1][i], null, null);
            }
        }
    }
}
