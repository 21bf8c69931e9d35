package io.finelame.analyze.plot.sweep;

import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.plot.sweep.SweepChoice.Parameter;
import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The figures of a sweep: for each combination of what a figure doesn't vary. Those of the best run are printed; if its model has no
 * scoring, those of the best run that has one.
 */
public final class SweepFigures {

    private static final int MOST_COMBINATIONS = 500;
    private static final List<Parameter> OF_CLUSTERS = List.of(Parameter.TRAIN_RECORDING, Parameter.FEATURES,
            Parameter.TRAIN_TIME, Parameter.CLEANING, Parameter.THINNING, Parameter.SEED);
    private static final List<Parameter> OF_HEAT_MAP = List.of(Parameter.TRAIN_RECORDING, Parameter.TEST_RECORDING,
            Parameter.TRAIN_TIME, Parameter.SCORING, Parameter.THRESHOLD, Parameter.CLEANING, Parameter.THINNING,
            Parameter.SEED);
    private static final List<Parameter> OF_TRAIN_TIME = List.of(Parameter.TRAIN_RECORDING, Parameter.TEST_RECORDING,
            Parameter.FEATURES, Parameter.SCORING, Parameter.THRESHOLD, Parameter.CLEANING, Parameter.THINNING,
            Parameter.SEED);

    private final List<SweepRun> runs;
    private final List<SweepMeasure> measures;
    private final FigureSet figures = new FigureSet();
    private final Map<String, List<SweepChoice>> choices = new LinkedHashMap<>();

    /** @param limit the most runs that figures show, the best */
    public SweepFigures(SweepRuns sweep, int limit) {
        this.runs = sweep.best().stream().limit(limit).toList();
        this.measures = Arrays.stream(SweepMeasure.values())
                .filter(measure -> runs.stream().anyMatch(run -> !Double.isNaN(measure.of(run)))).toList();
        if (runs.isEmpty()) {
            figures.leaveOut("*", "no run of the sweep succeeded");
            return;
        }
        measured("heatmap", OF_HEAT_MAP, HeatMapFigure::of, "needs several k or sets of features");
        measured("train-time", OF_TRAIN_TIME, TrainTimeFigure::of, "needs several train times");
        byK();
    }

    public FigureSet figures() {
        return figures;
    }

    /** By the name of the figure. */
    public Map<String, List<SweepChoice>> choices() {
        return choices;
    }

    /** Those that any run has. */
    public Map<String, String> measures() {
        Map<String, String> titles = new LinkedHashMap<>();
        measures.forEach(measure -> titles.put(measure.name(), measure.title()));
        return titles;
    }

    /** Makes the figure of one measure over runs that share what it doesn't vary. */
    private interface Maker {
        Optional<Figure> figure(SweepMeasure measure, List<SweepRun> runs);
    }

    private void measured(String name, List<Parameter> parameters, Maker maker, String reason) {
        List<SweepChoice> fixed = SweepChoice.of(runs, parameters);
        choices.put(name, fixed);
        for (SweepMeasure measure : measures) {
            add(fixed, measure.name(), fitting -> maker.figure(measure, fitting).stream().toList());
        }
        SweepMeasure usual = measures.contains(SweepMeasure.F1) && !Double.isNaN(runs.getFirst().f1())
                ? SweepMeasure.F1
                : SweepMeasure.SILHOUETTE;
        maker.figure(usual, fitting(fixed, best(fixed))).ifPresentOrElse(figures::print,
                () -> figures.leaveOut(name, reason));
    }

    private void byK() {
        List<SweepRun> clustered = runs.stream().filter(SweepRun::hasClusters).toList();
        List<SweepChoice> fixed = SweepChoice.of(clustered, OF_CLUSTERS);
        choices.put("elbow", fixed);
        for (List<String> chosen : SweepChoice.combinations(clustered, fixed, MOST_COMBINATIONS)) {
            ByKFigures.of(clustered.stream().filter(run -> SweepChoice.fits(run, fixed, chosen)).toList())
                    .forEach(figure -> figures.add(figure, chosen.toArray(String[]::new)));
        }
        List<Figure> printed = clustered.isEmpty()
                ? List.of()
                : ByKFigures.of(clustered.stream().filter(run -> SweepChoice.fits(run, fixed, best(fixed))).toList());
        printed.forEach(figures::print);
        leaveOut(printed, "elbow", "needs several k");
        leaveOut(printed, "silhouette", "needs several k with a silhouette");
    }

    private void leaveOut(List<Figure> printed, String name, String reason) {
        if (printed.stream().noneMatch(figure -> figure.name().equals(name))) {
            figures.leaveOut(name, reason);
        }
    }

    private static List<String> best(List<SweepChoice> fixed) {
        return fixed.stream().map(choice -> choice.values().getFirst()).toList();
    }

    private List<SweepRun> fitting(List<SweepChoice> fixed, List<String> chosen) {
        return runs.stream().filter(run -> SweepChoice.fits(run, fixed, chosen)).toList();
    }

    private void add(List<SweepChoice> fixed, String measure, Function<List<SweepRun>, List<Figure>> maker) {
        for (List<String> chosen : SweepChoice.combinations(runs, fixed, MOST_COMBINATIONS)) {
            String[] key = Stream.concat(Stream.of(measure), chosen.stream()).toArray(String[]::new);
            maker.apply(fitting(fixed, chosen)).forEach(figure -> figures.add(figure, key));
        }
    }

    /** The k of a clustering, or the model that has none. */
    static String kind(SweepRun run) {
        return Double.isNaN(run.k()) ? run.model() : "k = " + (long) run.k();
    }

    /** Of runs that share a key the best, which are the first, that have the measure. */
    static List<SweepRun> firstOfEach(List<SweepRun> runs, SweepMeasure measure, Function<SweepRun, String> key) {
        Map<String, SweepRun> first = new LinkedHashMap<>();
        runs.stream().filter(run -> !Double.isNaN(measure.of(run)))
                .forEach(run -> first.putIfAbsent(key.apply(run), run));
        return new ArrayList<>(first.values());
    }
}
