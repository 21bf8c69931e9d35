package io.finelame.analyze.plot.sweep;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.run.SweepRun;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A measure by k, or model, and features. */
final class HeatMapFigure {

    private static final int MOST_SETS = 30;
    private static final int MOST_KINDS = 12;
    private static final int LONGEST_NAME = 60;

    private HeatMapFigure() {}

    /** Empty if there are no two of either. */
    static Optional<Figure> of(SweepMeasure measure, List<SweepRun> runs) {
        List<SweepRun> fitting = SweepFigures.firstOfEach(runs, measure,
                run -> SweepFigures.kind(run) + "\t" + run.features());
        List<String> kinds = fitting.stream().sorted(byKind()).map(SweepFigures::kind).distinct().toList();
        // Best first, so from the top.
        List<String> sets = fitting.stream().map(SweepRun::features).distinct().limit(MOST_SETS).toList().reversed();
        if (kinds.size() < 2 && sets.size() < 2) {
            return Optional.empty();
        }
        List<SweepRun> drawn = fitting.stream().filter(run -> sets.contains(run.features())).toList();
        Layer cells = new Layer.Cells("cells", column(drawn, run -> kinds.indexOf(SweepFigures.kind(run))),
                column(drawn, run -> sets.indexOf(run.features())), column(drawn, measure::of),
                drawn.stream().map(run -> measure.text(measure.of(run))).toArray(String[]::new), measure.title(),
                measure.labels(), measure.lowest(), measure.greatest(), Style.line(Style.INK, Dash.SOLID));
        Panel panel = new Panel(null, Axis.names(null, kinds, MOST_KINDS),
                Axis.names(null, sets.stream().map(HeatMapFigure::shortened).toList(), MOST_SETS), List.of(cells));
        return Optional.of(Figure.of("heatmap", Figure.Size.rows(sets.size()), panel, () -> data(measure, fitting)));
    }

    static Comparator<SweepRun> byKind() {
        return Comparator.comparingDouble(SweepRun::k).thenComparing(SweepRun::model);
    }

    private static DataTable data(SweepMeasure measure, List<SweepRun> runs) {
        DataTable data = new DataTable("model", "k", "features", measure.column(), "run");
        runs.forEach(run -> data.add(run.model(), run.k(), run.features(), measure.of(run), run.number()));
        return data;
    }

    private static String shortened(String features) {
        String names = features.replace("REQ_", "").replace(" ", ", ");
        return names.length() > LONGEST_NAME ? names.substring(0, LONGEST_NAME - 1) + "…" : names;
    }

    private static double[] column(List<SweepRun> runs, ToDoubleFunction<SweepRun> value) {
        return runs.stream().mapToDouble(value).toArray();
    }
}
