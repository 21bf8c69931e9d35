package io.finelame.analyze.plot;

import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.evaluate.PrincipalComponents;
import io.finelame.run.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The centroids of a model in the plane of its principal components, and where that plane leaves what their clusters accept. The
 * score grows in proportion in each direction from a centroid, so each direction has one edge, or none if no feature grows.
 *
 * @param beyond
 *            standard deviations from a centroid to a point outside of the panel
 */
record PlaneOutlines(Model model, PrincipalComponents plane, double beyond) {

    private static final int DIRECTIONS = 720;

    /** Scores that measure logarithms, or signed sums, have no such edges. */
    boolean exist() {
        return model.isOneSided() && !model.isLogarithmic();
    }

    List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        for (int j = 0; j < model.k() && exist(); j++) {
            double[][] outline = outline(j);
            layers.add(Layer.Line.of(ClusterOutlines.OUTLINES, j == 0 ? "threshold" : null, ClusterOutlines.STYLE,
                    Step.STRAIGHT, outline[0], outline[1]));
        }
        for (int j = 0; j < model.k() && !model.isLimits(); j++) {
            double[] centroid = centroid(j);
            layers.add(new Layer.Mark(ClusterOutlines.CENTROIDS, centroid[0], centroid[1], Integer.toString(j),
                    ClusterOutlines.STYLE));
        }
        return layers;
    }

    private double[] centroid(int cluster) {
        return plane.project(model.centroids()[cluster]);
    }

    /** [2][points], all around. */
    private double[][] outline(int cluster) {
        double[] centroid = centroid(cluster);
        double[][] outline = new double[2][DIRECTIONS + 1];
        for (int step = 0; step <= DIRECTIONS; step++) {
            double angle = 2 * Math.PI * step / DIRECTIONS;
            double[] direction = {Math.cos(angle), Math.sin(angle)};
            double slope = slope(direction);
            double reach = model.thresholds()[cluster] / model.unit();
            double radius = slope > 0 ? Math.min(beyond, reach / slope) : beyond;
            outline[0][step] = centroid[0] + radius * direction[0];
            outline[1][step] = centroid[1] + radius * direction[1];
        }
        return outline;
    }

    /** By how much the score grows per unit of the way in a direction. */
    private double slope(double[] direction) {
        double[] scales = model.scales();
        double[] slopes = IntStream.range(0, scales.length).mapToDouble(f -> Math.max(0,
                direction[0] * plane.axes()[0][f] + direction[1] * plane.axes()[1][f]) * model.std()[f] / scales[f])
                .toArray();
        return model.isBox() ? Arrays.stream(slopes).max().orElse(0) : Arrays.stream(slopes).sum();
    }

    /** Appends rows of the columns kind, req_id, x, y, verdict and label. */
    void addTo(DataTable data) {
        for (int j = 0; j < model.k() && !model.isLimits(); j++) {
            double[] centroid = centroid(j);
            data.add("centroid " + j, null, centroid[0], centroid[1], null, null);
        }
        for (int j = 0; j < model.k() && exist(); j++) {
            double[][] outline = outline(j);
            for (int i = 0; i < outline[0].length; i++) {
                data.add("threshold " + j, null, outline[0][i], outline[1][i], null, null);
            }
        }
    }
}
