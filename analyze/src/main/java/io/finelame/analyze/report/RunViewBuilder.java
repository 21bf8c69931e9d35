package io.finelame.analyze.report;

import io.finelame.analyze.evaluate.DisplaySample;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.PrincipalComponents;
import io.finelame.analyze.evaluate.RankingCurves;
import io.finelame.analyze.evaluate.Verdict;
import io.finelame.analyze.plot.RunFigures;
import io.finelame.analyze.plot.ShownLives;
import io.finelame.analyze.plot.VerdictStyle;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import io.finelame.run.RunInfo;
import io.finelame.run.Scores;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Chooses and arranges what the page shows of one run. Charts that count are counted over all requests. */
public final class RunViewBuilder {

    private static final int MAX_TABLE_ROWS = 5_000;

    private final RunFigures figures;
    private final Evaluation evaluation;
    private final Run run;
    private final Requests test;
    private final List<String> labelNames;
    private final Map<String, Integer> labelIndex = new HashMap<>();
    private final Optional<PrincipalComponents> components;

    public RunViewBuilder(RunFigures figures) {
        this.figures = figures;
        this.evaluation = figures.evaluation();
        this.run = evaluation.run();
        this.test = run.test();
        this.components = run.model().features().size() < 2 ? Optional.empty() : PrincipalComponents.of(run);
        this.labelNames = evaluation.byLabel().stream().map(EarlyDetection::label).filter(Objects::nonNull).toList();
        labelNames.forEach(name -> labelIndex.put(name, labelIndex.size()));
    }

    public ReportData.RunView build() {
        RunInfo info = run.info();
        ReportData.LivesView lives = lives();
        return new ReportData.RunView(run.name(), run.directory().toString(), info.toolVersion(), info.seed(),
                info.scoredBy(),
                info.configuration(), info.counts(), info.recordings(), run.model(), features(), run.train().size(),
                evaluation.trainAttacks(), test.size(), run.scores().flaggedCount(), evaluation.unlabelled(), matrix(),
                evaluation.byLabel().stream().map(this::labelView).toList(), labelView(evaluation.attacks()),
                ranking(), plane(), verdictStyles(), figures.histograms().features(), testPoints(), trainPoints(),
                setAside(),
                interest(),
                lives, cpuTime(), new ProcessesViewBuilder(evaluation).build(figures.lives().rows()),
                info.counts().leftOut(), PeersViewBuilder.build(evaluation),
                figures.stacks().map(stacks -> StacksView.of(stacks, figures.lives().rows())).orElse(null),
                ChartBook.of(figures.figures()));
    }

    private List<ReportData.Feature> features() {
        return test.features().stream()
                .map(name -> new ReportData.Feature(name, FeatureUnit.of(name), run.model().features().contains(name)))
                .toList();
    }

    private ReportData.Matrix matrix() {
        return evaluation.matrix()
                .map(m -> new ReportData.Matrix(m, m.recall(), m.precision(), m.falsePositiveRate(), m.f1()))
                .orElse(null);
    }

    private ReportData.LabelView labelView(EarlyDetection early) {
        return new ReportData.LabelView(early.label(), Evaluation.isAttack(early.label()), early.requests(),
                early.flagged(), early.recall(), early.medianShare(), early.p90Share(),
                early.medianSecondsToDetection(),
                early.medianSecondsLeft(), distribution(early.shares()), distribution(early.secondsToDetection()),
                distribution(early.cpuSaved()));
    }

    private static ReportData.Distribution distribution(double[] ascending) {
        int[] shown = DisplaySample.ofDistribution(ascending.length);
        return new ReportData.Distribution(pick(shown, i -> ascending[i]), ascending.length);
    }

    private ReportData.Ranking ranking() {
        return RankingCurves.of(evaluation).map(whole -> {
            RankingCurves curves = whole.thinned();
            int[] points = IntStream.range(0, curves.size()).toArray();
            return new ReportData.Ranking(curves.auc(), curves.averagePrecision(), whole.size(), curves.scores(),
                    pick(points, curves::recall), pick(points, curves::falsePositiveRate),
                    pick(points, curves::precision));
        }).orElse(null);
    }

    private ReportData.Plane plane() {
        boolean outlines = run.model().isOneSided() && !run.model().isLogarithmic();
        return components.map(c -> new ReportData.Plane(c.axes(), c.shares(), outlines)).orElse(null);
    }

    private List<ReportData.VerdictView> verdictStyles() {
        return Arrays.stream(Verdict.values()).map(verdict -> VerdictStyle.of(verdict, evaluation.isLabelled()))
                .map(look -> new ReportData.VerdictView(look.name(), ChartBook.StyleView.of(look.style()))).toList();
    }

    private ReportData.Points testPoints() {
        IntPredicate ofInterest = row -> evaluation.verdicts()[row].isOfInterest();
        int[] rows = figures.requests().test();
        int total = (int) IntStream.range(0, test.size()).filter(ofInterest).count();
        int shown = (int) Arrays.stream(rows).filter(ofInterest).count();
        return points(test, rows, total, shown, verdictsOf(rows), labelsOf(rows),
                pick(rows, evaluation::greatestExcess));
    }

    private ReportData.Points trainPoints() {
        Requests train = run.train();
        int[] rows = figures.requests().train();
        return points(train, rows, 0, 0, new int[0], new int[0], new double[0]);
    }

    private ReportData.Points points(Requests requests, int[] rows, int ofInterest, int ofInterestShown, int[] verdicts,
            int[] labels, double[] excess) {
        double[][] values = Arrays.stream(requests.values()).map(column -> pick(rows, row -> column[row]))
                .toArray(double[][]::new);
        return new ReportData.Points(requests.size(), ofInterest, ofInterestShown, ids(requests, rows),
                pick(rows, row -> run.seconds(requests.originTs()[row])), verdicts, labels, labelNames,
                Arrays.stream(rows).mapToLong(row -> requests.clusters()[row]).toArray(), values,
                components.map(c -> plane(c, requests, rows)).orElse(new double[0][]), excess);
    }

    private double[][] plane(PrincipalComponents plane, Requests requests, int[] rows) {
        return Arrays.stream(plane.project(requests, run.model().features()))
                .map(column -> pick(rows, row -> column[row])).toArray(double[][]::new);
    }

    private ReportData.SetAsideTable setAside() {
        Requests all = run.setAside();
        int[] rows = IntStream.range(0, Math.min(MAX_TABLE_ROWS, all.size())).toArray();
        return new ReportData.SetAsideTable(all.size(), ids(all, rows),
                Arrays.stream(rows).mapToObj(row -> all.addressTexts()[row]).toArray(String[]::new),
                pick(rows, row -> run.seconds(all.originTs()[row])),
                run.model().features().stream().map(feature -> pick(rows, row -> all.feature(feature)[row]))
                        .toArray(double[][]::new));
    }

    private ReportData.InterestTable interest() {
        int[] all = IntStream.range(0, test.size()).filter(row -> evaluation.verdicts()[row].isOfInterest()).toArray();
        int[] rows = Arrays.stream(all).boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -evaluation.excess(row))).limit(MAX_TABLE_ROWS)
                .sorted().mapToInt(Integer::intValue).toArray();
        Scores scores = run.scores();
        return new ReportData.InterestTable(all.length, ids(test, rows), addresses(rows), labelsOf(rows), labelNames,
                verdictsOf(rows), pick(rows, row -> run.seconds(test.originTs()[row])), pick(rows, this::cpuTime),
                pick(rows, row -> whereFlagged(row, scores.detectionCpuTime()[row])),
                pick(rows, row -> EarlyDetection.share(test, scores, row)),
                pick(rows, row -> whereFlagged(row, EarlyDetection.secondsToDetection(test, scores, row))),
                pick(rows, row -> whereFlagged(row, EarlyDetection.secondsLeft(test, scores, row))),
                pick(rows, evaluation::excess));
    }

    private double cpuTime(int row) {
        return test.hasFeature(Requests.CPU_TIME) ? test.feature(Requests.CPU_TIME)[row] : Double.NaN;
    }

    private double whereFlagged(int row, double value) {
        return run.scores().flagged()[row] ? value : Double.NaN;
    }

    private ReportData.CpuTimeView cpuTime() {
        return run.info().cpuTime().map(total -> new ReportData.CpuTimeView(total.usedNs(), total.chargedNs(),
                total.text(), total.isMuchUnattributed())).orElse(null);
    }

    private ReportData.LivesView lives() {
        ShownLives shown = figures.lives();
        int[] from = new int[shown.size()];
        for (int i = 1; i < from.length; i++) {
            from[i] = from[i - 1] + shown.lines(i - 1).length;
        }
        int[] rows = shown.rows();
        int[] lines = IntStream.range(0, shown.size()).flatMap(i -> Arrays.stream(shown.lines(i))).toArray();
        double[] t = IntStream.range(0, shown.size()).boxed().flatMapToDouble(i -> Arrays.stream(shown.ages(i)))
                .toArray();
        double[][] values = Arrays.stream(run.lives().values()).map(column -> pick(lines, line -> column[line]))
                .toArray(double[][]::new);
        return new ReportData.LivesView(shown.total(), run.lives().rows().size() - shown.total(), shown.isThinned(),
                shown.foremostFlagged().orElse(0), ids(test, rows), addresses(rows), verdictsOf(rows), labelsOf(rows),
                labelNames,
                pick(rows, row -> whereFlagged(row, EarlyDetection.secondsToDetection(test, run.scores(), row))), from,
                t, values, pick(lines, line -> run.lives().excess()[line]));
    }

    private int[] verdictsOf(int[] rows) {
        return Arrays.stream(rows).map(row -> evaluation.verdicts()[row].ordinal()).toArray();
    }

    private int[] labelsOf(int[] rows) {
        return Arrays.stream(rows).map(row -> labelIndex.getOrDefault(evaluation.labels()[row], -1)).toArray();
    }

    private String[] addresses(int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> test.addressTexts()[row]).toArray(String[]::new);
    }

    private static String[] ids(Requests requests, int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> Long.toUnsignedString(requests.ids()[row])).toArray(String[]::new);
    }

    private static double[] pick(int[] rows, IntToDoubleFunction value) {
        return Arrays.stream(rows).mapToDouble(value::applyAsDouble).toArray();
    }
}
