package io.finelame.analyze.report;

import io.finelame.analyze.evaluate.DisplaySample;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.Histogram;
import io.finelame.analyze.evaluate.PrincipalComponents;
import io.finelame.analyze.evaluate.RankingCurves;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Lives;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import io.finelame.run.RunInfo;
import io.finelame.run.Scores;
import io.finelame.run.labels.Labels;
import java.util.ArrayList;
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

    private static final int MAX_OF_DISTRIBUTION = 400;
    private static final int MAX_OF_RANKING = 300;
    private static final int MAX_TABLE_ROWS = 5_000;
    private static final int MAX_LIVES = 250;
    private static final int MAX_POINTS_PER_LIFE = 200;

    private final Evaluation evaluation;
    private final Run run;
    private final Requests test;
    private final List<String> labelNames;
    private final Map<String, Integer> labelIndex = new HashMap<>();
    private final Optional<PrincipalComponents> components;
    private final int maxPoints;

    /**
     * @param maxPoints
     *            the most test requests that a chart draws one by one
     */
    public RunViewBuilder(Evaluation evaluation, int maxPoints) {
        this.evaluation = evaluation;
        this.run = evaluation.run();
        this.test = run.test();
        this.components = run.model().features().size() < 2 ? Optional.empty() : PrincipalComponents.of(run);
        this.maxPoints = maxPoints;
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
                ranking(), plane(), run.model().scales(), histograms(), testPoints(), trainPoints(), setAside(),
                interest(),
                lives, cpuTime(), new ProcessesViewBuilder(evaluation).build(rowsOf(lives.ids())),
                info.counts().leftOut(), PeersViewBuilder.build(evaluation));
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
        int[] shown = DisplaySample.evenly(ascending.length, MAX_OF_DISTRIBUTION);
        return new ReportData.Distribution(pick(shown, i -> ascending[i]), ascending.length);
    }

    private ReportData.Ranking ranking() {
        return RankingCurves.of(evaluation).map(whole -> {
            RankingCurves curves = whole.thinned(MAX_OF_RANKING);
            int[] points = IntStream.range(0, curves.size()).toArray();
            return new ReportData.Ranking(curves.auc(), curves.averagePrecision(), whole.size(), curves.scores(),
                    pick(points, curves::recall), pick(points, curves::falsePositiveRate),
                    pick(points, curves::precision));
        }).orElse(null);
    }

    private ReportData.Plane plane() {
        return components.map(c -> new ReportData.Plane(c.axes(), c.shares(),
                Arrays.stream(run.model().centroids()).map(c::project).toArray(double[][]::new))).orElse(null);
    }

    private List<ReportData.FeatureHistogram> histograms() {
        List<ReportData.FeatureHistogram> all = new ArrayList<>();
        for (String feature : test.features()) {
            double[] values = test.feature(feature);
            Histogram.Span span = Histogram.Span.of(values);
            all.add(new ReportData.FeatureHistogram(feature, evaluation.isLabelled()
                    ? List.of(classHistogram("legitimate", span, values, this::isLegitimate),
                            classHistogram("attack", span, values,
                                    row -> Evaluation.isAttack(evaluation.labels()[row])),
                            classHistogram("flagged", span, values, row -> run.scores().flagged()[row]))
                    : List.of(classHistogram("notFlagged", span, values, row -> !run.scores().flagged()[row]),
                            classHistogram("flagged", span, values, row -> run.scores().flagged()[row]))));
        }
        return all;
    }

    private boolean isLegitimate(int row) {
        return Labels.LEGITIMATE.equals(evaluation.labels()[row]);
    }

    private static ReportData.ClassHistogram classHistogram(String kind, Histogram.Span span, double[] values,
            IntPredicate belongs) {
        double[] members = IntStream.range(0, values.length).filter(belongs).mapToDouble(row -> values[row]).toArray();
        return new ReportData.ClassHistogram(kind, members.length, Histogram.of(span, members));
    }

    private ReportData.Points testPoints() {
        IntPredicate ofInterest = row -> evaluation.verdicts()[row].isOfInterest();
        int[] rows = DisplaySample.of(test, ofInterest, maxPoints);
        int total = (int) IntStream.range(0, test.size()).filter(ofInterest).count();
        int shown = (int) Arrays.stream(rows).filter(ofInterest).count();
        return points(test, rows, total, shown, verdictsOf(rows), labelsOf(rows),
                pick(rows, evaluation::greatestExcess));
    }

    private ReportData.Points trainPoints() {
        Requests train = run.train();
        int[] rows = DisplaySample.of(train, _ -> false, maxPoints / 4);
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

    private Map<Long, Integer> rowOfId() {
        Map<Long, Integer> rowOfId = HashMap.newHashMap(test.size());
        for (int row = 0; row < test.size(); row++) {
            rowOfId.put(test.ids()[row], row);
        }
        return rowOfId;
    }

    private int[] rowsOf(String[] ids) {
        Map<Long, Integer> rowOfId = rowOfId();
        return Arrays.stream(ids).mapToInt(id -> rowOfId.get(Long.parseUnsignedLong(id))).toArray();
    }

    private ReportData.LivesView lives() {
        Map<Long, Integer> rowOfId = rowOfId();
        List<Long> known = run.lives().rows().keySet().stream().filter(rowOfId::containsKey).toList();
        int[] chosen = Arrays.stream(DisplaySample.evenly(known.size(), MAX_LIVES)).toArray();
        int[] rows = Arrays.stream(chosen).map(i -> rowOfId.get(known.get(i))).toArray();
        int[] from = new int[rows.length];
        List<Integer> lines = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        boolean thinned = known.size() > rows.length;
        for (int i = 0; i < rows.length; i++) {
            int[] all = run.lives().rows().get(known.get(chosen[i]));
            thinned |= all.length > MAX_POINTS_PER_LIFE;
            from[i] = lines.size();
            for (int index : DisplaySample.evenly(all.length, MAX_POINTS_PER_LIFE)) {
                lines.add(all[index]);
                owners.add(rows[i]);
            }
        }
        return livesView(known.size(), thinned, rows, from, ints(lines), ints(owners));
    }

    private ReportData.LivesView livesView(int total, boolean thinned, int[] rows, int[] from, int[] lines,
            int[] owners) {
        Lives lives = run.lives();
        double[] t = new double[lines.length];
        Arrays.setAll(t, i -> (lives.ts()[lines[i]] - test.originTs()[owners[i]]) / 1e9);
        double[][] values = Arrays.stream(lives.values()).map(column -> pick(lines, line -> column[line]))
                .toArray(double[][]::new);
        return new ReportData.LivesView(total, lives.rows().size() - total, thinned, ids(test, rows), addresses(rows),
                verdictsOf(rows), labelsOf(rows), labelNames,
                pick(rows, row -> whereFlagged(row, EarlyDetection.secondsToDetection(test, run.scores(), row))), from,
                t,
                values, pick(lines, line -> lives.excess()[line]));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
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
