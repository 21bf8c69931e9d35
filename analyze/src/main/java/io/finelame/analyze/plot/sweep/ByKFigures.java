package io.finelame.analyze.plot.sweep;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.analyze.evaluate.ChoosingK;
import io.finelame.analyze.plot.TickLabels;
import io.finelame.run.SweepRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What there is to choose the number of clusters of one training set by. */
final class ByKFigures {

    private final ChoosingK all;

    private ByKFigures(ChoosingK all) {
        this.all = all;
    }

    /** Inertia, silhouette and gap, as far as they are known of two k. */
    static List<Figure> of(List<SweepRun> runs) {
        ChoosingK all = ChoosingK.of(runs);
        ByKFigures made = new ByKFigures(all);
        return Stream.of(
                made.figure("elbow", "inertia", all.inertia(), 0, "elbow", all.elbow()),
                made.figure("silhouette", "silhouette", all.silhouette(), 1, "highest", all.bestSilhouette()),
                made.figure("gap", "gap", all.gap(), 2, "chosen", all.byGap())).flatMap(Optional::stream).toList();
    }

    private Optional<Figure> figure(String name, String measure, double[] values, int style, String markName,
            int marked) {
        int[] known = IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).toArray();
        if (known.length < 2) {
            return Optional.empty();
        }
        UnaryOperator<double[]> pick = column -> Arrays.stream(known).mapToDouble(i -> column[i]).toArray();
        double[] k = pick.apply(Arrays.stream(all.k()).asDoubleStream().toArray());
        double[] y = pick.apply(values);
        double[] error = name.equals("gap") ? pick.apply(all.gapError()) : new double[0];
        List<Layer> layers = new ArrayList<>();
        if (marked > 0) {
            layers.add(
                    new Layer.Rule("marked", markName + ": k = " + marked, Style.line(Style.INK, Dash.DOTTED), marked,
                            true));
        }
        layers.add(Layer.Line.of("values", null, Style.ofLine(style), Step.STRAIGHT, k, y));
        double[] drawn = y;
        if (error.length > 0) {
            Layer.Line bars = bars(k, y, error, Style.ofLine(style));
            drawn = bars.y();
            layers.add(bars);
        }
        Panel panel = new Panel(null, Axis.aroundWhole("clusters k", k, TickLabels.PLAIN),
                Axis.around(measure, drawn, TickLabels.PREFIXED), layers);
        return Optional.of(Figure.of(name, Figure.Size.COLUMN, panel, () -> data(measure, k, y, error)));
    }

    /** A vertical line at each point, one standard error up and down. */
    private static Layer.Line bars(double[] k, double[] y, double[] error, Style style) {
        double[] x = IntStream.range(0, k.length).boxed().flatMapToDouble(i -> DoubleStream.of(k[i], k[i], Double.NaN))
                .toArray();
        double[] ends = IntStream.range(0, k.length).boxed()
                .flatMapToDouble(i -> DoubleStream.of(y[i] - error[i], y[i] + error[i], Double.NaN)).toArray();
        return Layer.Line.of("errors", null, Style.line(style.color(), Dash.SOLID), Step.STRAIGHT, x, ends);
    }

    private static DataTable data(String measure, double[] k, double[] y, double[] error) {
        boolean errors = error.length > 0;
        DataTable data = errors
                ? new DataTable("k", measure, "standard_error")
                : new DataTable("k", measure);
        for (int i = 0; i < k.length; i++) {
            if (errors) {
                data.add(k[i], y[i], error[i]);
            } else {
                data.add(k[i], y[i]);
            }
        }
        return data;
    }
}
