package io.finelame.analyze.plot.sweep;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.plot.TickLabels;
import io.finelame.run.SweepRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A measure by train time, a line per k or model. */
final class TrainTimeFigure {

    private TrainTimeFigure() {}

    /** Empty if all runs have one train time. */
    static Optional<Figure> of(SweepMeasure measure, List<SweepRun> runs) {
        List<SweepRun> fitting = SweepFigures.firstOfEach(runs, measure,
                run -> SweepFigures.kind(run) + "\t" + run.trainTime());
        if (fitting.stream().mapToDouble(SweepRun::trainTime).distinct().count() < 2) {
            return Optional.empty();
        }
        Map<String, List<SweepRun>> lines = lines(fitting);
        List<Layer> layers = new ArrayList<>();
        lines.forEach((kind, line) -> layers.add(Layer.Line.of(kind, kind, Style.ofLine(layers.size()), Step.STRAIGHT,
                column(line, SweepRun::trainTime), column(line, measure::of))));
        Panel panel = new Panel(null,
                Axis.around("train time (s)", column(fitting, SweepRun::trainTime), TickLabels.PLAIN),
                Axis.around(measure.title(), column(fitting, measure::of), measure.labels()), layers);
        return Optional.of(Figure.of("train-time", Figure.Size.COLUMN, panel, () -> data(measure, lines)));
    }

    private static Map<String, List<SweepRun>> lines(List<SweepRun> runs) {
        Map<String, List<SweepRun>> lines = new LinkedHashMap<>();
        runs.stream().sorted(HeatMapFigure.byKind().thenComparing(Comparator.comparingDouble(SweepRun::trainTime)))
                .forEach(run -> lines.computeIfAbsent(SweepFigures.kind(run), _ -> new ArrayList<>()).add(run));
        return lines;
    }

    private static DataTable data(SweepMeasure measure, Map<String, List<SweepRun>> lines) {
        DataTable data = new DataTable("model", "k", "train_time_s", measure.column(), "run");
        lines.values().forEach(line -> line.forEach(
                run -> data.add(run.model(), run.k(), run.trainTime(), measure.of(run), run.number())));
        return data;
    }

    private static double[] column(List<SweepRun> runs, ToDoubleFunction<SweepRun> value) {
        return runs.stream().mapToDouble(value).toArray();
    }
}
