package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.evaluate.ConfusionMatrix;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.RankingCurves;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The figures that compare several runs, the best of them if they are many. */
public final class ComparisonFigures {

    private static final int MOST = 12;
    private static final double OPERATING_POINT = 6;

    private final List<OneRun> runs = new ArrayList<>();

    private record OneRun(String name, Optional<ConfusionMatrix> matrix, EarlyDetection attacks,
            Optional<RankingCurves> ranking, FeatureHistograms histograms) {

        private double f1() {
            return matrix.map(ConfusionMatrix::f1).filter(f1 -> !f1.isNaN()).orElse(0.0);
        }
    }

    public void add(Evaluation evaluation, FeatureHistograms histograms) {
        runs.add(new OneRun(evaluation.run().name(), evaluation.matrix(), evaluation.attacks(),
                RankingCurves.of(evaluation), histograms));
    }

    /** Those with the highest F1, in the order of the runs; without labels the first. */
    public int[] drawn() {
        return IntStream.range(0, runs.size()).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -runs.get(i).f1())).limit(MOST).sorted()
                .mapToInt(Integer::intValue).toArray();
    }

    /** Of no figure unless there are several runs. */
    public FigureSet figures() {
        FigureSet figures = new FigureSet();
        if (runs.size() < 2) {
            return figures;
        }
        Map<Integer, Style> styles = new LinkedHashMap<>();
        for (int i : drawn()) {
            styles.put(i, Style.ofLine(styles.size()));
        }
        new RankingFigures(styles.keySet().stream()
                .flatMap(i -> runs.get(i).ranking().stream().map(curves -> new RankingFigures.Named(key(i),
                        runs.get(i).name(), styles.get(i), curves)))
                .toList()).addTo(figures);
        detection(styles).addTo(figures);
        operatingPoints(styles).ifPresent(figure -> {
            figures.add(figure);
            figures.print(figure);
        });
        new ComparedDistributions(styles.keySet().stream().map(i -> new ComparedDistributions.Named(key(i),
                runs.get(i).name(), styles.get(i), runs.get(i).histograms())).toList()).addTo(figures);
        return figures;
    }

    private static String key(int run) {
        return "run" + run;
    }

    private DetectionFigures detection(Map<Integer, Style> styles) {
        boolean labelled = runs.stream().anyMatch(run -> run.matrix().isPresent());
        List<DetectionFigures.Named> groups = new ArrayList<>();
        styles.forEach((i, style) -> {
            EarlyDetection attacks = runs.get(i).attacks();
            groups.add(new DetectionFigures.Named(key(i), runs.get(i).name(), style, attacks,
                    labelled ? attacks.requests() : attacks.flagged()));
        });
        return new DetectionFigures(labelled ? "attack requests flagged" : "share of flagged requests", "run", groups);
    }

    /** Recall and false-positive rate of each run, drawn as a curve or not; empty if none has labels. */
    private Optional<Figure> operatingPoints(Map<Integer, Style> styles) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            OneRun run = runs.get(i);
            Style style = styles.getOrDefault(i, Style.ofLine(0)).sized(OPERATING_POINT);
            String key = key(i);
            String name = styles.containsKey(i) ? run.name() : null;
            run.matrix().ifPresent(matrix -> layers.add(Layer.Points.of(key, name, style,
                    matrix.falsePositiveRate().value(), matrix.recall().value())));
        }
        DoubleStream rates = runs.stream().flatMap(run -> run.matrix().stream())
                .mapToDouble(matrix -> matrix.falsePositiveRate().value());
        return layers.isEmpty()
                ? Optional.empty()
                : Optional.of(Figure.of("operating-points", Figure.Size.COLUMN, new Panel(null,
                        Axis.fromZero("false-positive rate", rates, TickLabels.PERCENT),
                        Axis.fraction("recall", TickLabels.PERCENT), layers), this::operatingPointsData));
    }

    private DataTable operatingPointsData() {
        DataTable data = new DataTable("run", "false_positive_rate", "recall", "precision", "f1");
        runs.forEach(run -> run.matrix().ifPresent(matrix -> data.add(run.name(), matrix.falsePositiveRate().value(),
                matrix.recall().value(), matrix.precision().value(), matrix.f1())));
        return data;
    }
}
