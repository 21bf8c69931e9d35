package io.finelame.analyze.paper;

import io.finelame.analyze.evaluate.ChoosingK;
import io.finelame.analyze.figures.Axis;
import io.finelame.analyze.figures.DataTable;
import io.finelame.analyze.figures.Figure;
import io.finelame.analyze.figures.Layer;
import io.finelame.analyze.figures.Panel;
import io.finelame.analyze.figures.Style;
import io.finelame.analyze.figures.Style.Dash;
import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The figures of a sweep, around its best run: what a figure doesn't vary is as in that run. */
final class SweepFigures {

    private static final int MAX_FEATURE_SETS = 30;
    private static final int MAX_NAME = 60;
    /** The greatest value of F1 and of the silhouette. */
    private static final double GREATEST = 1;

    private final SweepRun best;
    private final List<SweepRun> runs;
    private final ChoosingK choosingK;

    /** @param sweep with a run that could be done */
    SweepFigures(SweepRuns sweep) {
        this.runs = sweep.best();
        this.best = runs.getFirst();
        this.choosingK = ChoosingK.of(sweep);
    }

    private String measure() {
        return Double.isNaN(best.f1()) ? "silhouette" : "F1";
    }

    private double value(SweepRun run) {
        return Double.isNaN(best.f1()) ? run.silhouette() : run.f1();
    }

    /** The lowest value of the measure. */
    private double lowest() {
        return Double.isNaN(best.f1()) ? -1 : 0;
    }

    private static String kind(SweepRun run) {
        return Double.isNaN(run.k()) ? run.model() : "k = " + (long) run.k();
    }

    private static Comparator<SweepRun> byKind() {
        return Comparator.comparingDouble(SweepRun::k).thenComparing(SweepRun::model);
    }

    /** Of k and features; empty if there are no two of either. */
    Optional<Figure> heatMap(String name) {
        List<SweepRun> fitting = firstOfEach(run -> run.sharesAllButKAndFeaturesWith(best),
                run -> kind(run) + "\t" + run.features());
        List<String> kinds = fitting.stream().sorted(byKind()).map(SweepFigures::kind).distinct().toList();
        // Best first, so from the top.
        List<String> sets = fitting.stream().map(SweepRun::features).distinct().limit(MAX_FEATURE_SETS).toList()
                .reversed();
        return kinds.size() < 2 && sets.size() < 2
                ? Optional.empty()
                : Optional.of(heatMap(name, fitting, kinds, sets));
    }

    private Figure heatMap(String name, List<SweepRun> fitting, List<String> kinds, List<String> sets) {
        DataTable data = new DataTable("model", "k", "features", measure().toLowerCase(Locale.ROOT), "run");
        fitting.forEach(run -> data.add(run.model(), run.k(), run.features(), value(run), run.number()));
        List<SweepRun> drawn = fitting.stream().filter(run -> sets.contains(run.features())).toList();
        Layer cells = new Layer.Cells(column(drawn, run -> kinds.indexOf(kind(run))),
                column(drawn, run -> sets.indexOf(run.features())), column(drawn, this::value),
                drawn.stream().map(run -> String.format(Locale.ROOT, "%.2f", value(run)))
                        .toArray(String[]::new),
                measure(), TickLabels.PLAIN, lowest(), GREATEST, Style.line(Style.INK, Dash.SOLID));
        Panel panel = new Panel(null, new Axis.Names(null, kinds),
                new Axis.Names(null, sets.stream().map(SweepFigures::shortened).toList()), List.of(cells));
        return Figure.of(name, Figure.Size.rows(sets.size()), panel, data);
    }

    private static String shortened(String features) {
        String names = features.replace("REQ_", "").replace(" ", ", ");
        return names.length() > MAX_NAME ? names.substring(0, MAX_NAME - 1) + "…" : names;
    }

    /** By k or model; empty if all runs have one train time. */
    Optional<Figure> trainTime(String name) {
        List<SweepRun> fitting = firstOfEach(run -> run.sharesAllButKAndTrainTimeWith(best),
                run -> kind(run) + "\t" + run.trainTime());
        if (fitting.stream().mapToDouble(SweepRun::trainTime).distinct().count() < 2) {
            return Optional.empty();
        }
        DataTable data = new DataTable("model", "k", "train_time_s", measure().toLowerCase(Locale.ROOT),
                "run");
        Map<String, TreeMap<Double, SweepRun>> lines = new LinkedHashMap<>();
        fitting.stream().sorted(byKind())
                .forEach(run -> lines.computeIfAbsent(kind(run), _ -> new TreeMap<>()).put(run.trainTime(), run));
        List<Layer> layers = new ArrayList<>();
        lines.forEach((kind, line) -> {
            List<SweepRun> points = List.copyOf(line.values());
            points.forEach(run -> data.add(run.model(), run.k(), run.trainTime(), value(run), run.number()));
            layers.add(new Layer.Line(kind, Style.ofLine(layers.size()), column(points, SweepRun::trainTime),
                    column(points, this::value)));
        });
        Panel panel = new Panel(null,
                Axis.Linear.around("train time (s)", column(fitting, SweepRun::trainTime), false, TickLabels.PLAIN),
                Axis.Linear.around(measure(), column(fitting, this::value), false, TickLabels.PLAIN), layers);
        return Optional.of(Figure.of(name, Figure.Size.COLUMN, panel, data));
    }

    /** Inertia; empty without two k. */
    Optional<Figure> elbow(String name) {
        return byK(name, "inertia", choosingK.inertia(), Style.ofLine(0), "elbow", choosingK.elbow());
    }

    /** Empty without two k. */
    Optional<Figure> silhouette(String name) {
        return byK(name, "silhouette", choosingK.silhouette(), Style.ofLine(1), "highest",
                choosingK.bestSilhouette());
    }

    private Optional<Figure> byK(String name, String measure, double[] values, Style style, String markName,
            int marked) {
        int[] known = IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).toArray();
        if (known.length < 2) {
            return Optional.empty();
        }
        double[] k = Arrays.stream(known).mapToDouble(i -> choosingK.k()[i]).toArray();
        double[] y = Arrays.stream(known).mapToDouble(i -> values[i]).toArray();
        DataTable data = new DataTable("k", measure);
        for (int i = 0; i < k.length; i++) {
            data.add(k[i], y[i]);
        }
        List<Layer> layers = new ArrayList<>();
        if (marked > 0) {
            layers.add(new Layer.Rule(markName + ": k = " + marked, Style.line(Style.INK, Dash.DOTTED), marked, true));
        }
        layers.add(new Layer.Line(null, style, k, y));
        Panel panel = new Panel(null, Axis.Linear.around("clusters k", k, true, TickLabels.PLAIN),
                Axis.Linear.around(measure, y, false, TickLabels.PLAIN), layers);
        return Optional.of(Figure.of(name, Figure.Size.COLUMN, panel, data));
    }

    /** The best run of each that has the measure. If the best of all has no scoring, the best that has one decides. */
    private List<SweepRun> firstOfEach(Predicate<SweepRun> fits, Function<SweepRun, String> key) {
        List<SweepRun> fitting = runs.stream().filter(run -> !Double.isNaN(value(run))).filter(fits).toList();
        SweepRun scored = fitting.stream().filter(run -> !run.scoring().isEmpty()).findFirst().orElse(best);
        Map<String, SweepRun> first = new LinkedHashMap<>();
        fitting.stream().filter(run -> run.sharesScoringWith(scored))
                .forEach(run -> first.putIfAbsent(key.apply(run), run));
        return List.copyOf(first.values());
    }

    private static double[] column(List<SweepRun> runs, ToDoubleFunction<SweepRun> value) {
        return runs.stream().mapToDouble(value).toArray();
    }
}
