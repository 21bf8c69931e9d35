package io.finelame.replay;

import io.finelame.record.Labels;
import io.finelame.record.RecordingException;
import io.finelame.record.RecordingHeader;
import io.finelame.replay.RunRow.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Runs groups of a sweep on recordings that it has read once. Thread-safe. */
public final class SweepWorker {
    private final SweepPlan plan;
    private final List<SweepGroup> groups;
    private final List<String> names = new ArrayList<>();
    private final List<RecordedRequests> recordings = new ArrayList<>();
    private final List<Truth> truths = new ArrayList<>();
    private final ModelKinds kinds = ModelKinds.onClassPath();
    private final Map<List<Integer>, RequestTable> thinned = new ConcurrentHashMap<>();

    private SweepWorker(SweepPlan plan, List<Path> directories) throws RecordingException {
        this.plan = plan;
        this.groups = plan.groups(directories.size());
        for (int i = 0; i < directories.size(); i++) {
            RecordedRequests recorded = RecordedRequests.read(directories.get(i), false, true);
            String labels = plan.labelsOf(i);
            names.add(recorded.header().label());
            recordings.add(recorded);
            truths.add(labels == null
                    ? Truth.unknown(recorded.table())
                    : Truth.of(recorded.table(), recorded.header().clock(),
                            Labels.parse(Path.of("labels.csv"), labels)));
        }
    }

    /**
     * @param plan JSON
     * @param recordings as the plan counts them
     */
    public static SweepWorker open(String plan, List<Path> recordings) throws RecordingException {
        return new SweepWorker(SweepPlan.parse(plan), recordings);
    }

    /** @return lines of runs.csv in the order of their numbers; a run that can't be done says why in its line */
    public List<String> run(int group) {
        SweepGroup its = groups.get(group);
        RunParameters first = its.first();
        try {
            return new Training(its).run();
        } catch (ReplayException e) {
            return its.runs().stream()
                    .map(run -> RunRow.of(run, names).set(Column.PROBLEM, e.getMessage()).line()).toList();
        }
    }

    List<SweepGroup> groups() {
        return groups;
    }

    /** A recording as it is with longer intervals between snapshots. */
    private RequestTable table(int recording, int thin) {
        RequestTable whole = recordings.get(recording).table();
        return thin == 1 ? whole : thinned.computeIfAbsent(List.of(recording, thin), _ -> whole.thinned(thin));
    }

    private void requireFeatures(RunParameters run, int recording) {
        List<String> recorded = recordings.get(recording).header().features().stream()
                .map(RecordingHeader.Feature::name).toList();
        for (String feature : run.features()) {
            if (!recorded.contains(feature)) {
                throw new ReplayException(names.get(recording) + " has no " + feature);
            }
        }
    }

    /** One training set and the runs that share it. One thread only. */
    private final class Training {
        private final SweepGroup group;
        private final TrainingSet training;
        private final double[][] standardised;
        private final int trainAttacks;
        private final Map<Integer, Clusters> clusters = new TreeMap<>();
        private final Map<Integer, Double> silhouettes = new HashMap<>();
        private final Map<Integer, ClusterQuality.Gap> gaps = new HashMap<>();
        private final Map<Integer, int[]> testRows = new HashMap<>();
        private final Map<Integer, LongColumn> sums = new HashMap<>();
        private final KMeans kMeans;
        private ClusterQuality.Silhouette silhouette;

        Training(SweepGroup group) {
            RunParameters first = group.first();
            requireFeatures(first, first.train());
            long start = recordings.get(first.train()).header().clock().monotonicNs();
            ModelParameters leastDemanding = new ModelParameters(1, first.features(), first.trainTime(), "l1",
                    new ThresholdRule.Max(), 1, 1, first.seed(), 1, first.cleanPercentile());
            this.group = group;
            this.training = TrainingSet.of(table(first.train(), first.thin()), start, leastDemanding);
            this.standardised = training.standardised();
            this.kMeans = new KMeans(standardised, plan.restarts(), first.seed());
            this.trainAttacks = truths.get(first.train()).attacks(training.rows());
        }

        List<String> run() {
            List<String> lines = new ArrayList<>();
            for (RunParameters run : group.runs()) {
                long began = System.nanoTime();
                RunRow row = RunRow.of(run, names).set(Column.TRAIN, training.rows().length)
                        .set(Column.CLEANED, training.cleaned()).set(Column.TRAIN_ATTACKS, trainAttacks);
                try {
                    requireFeatures(run, run.test());
                    judge(run, row);
                } catch (ReplayException e) {
                    row.set(Column.PROBLEM, e.getMessage());
                }
                lines.add(row.set(Column.WALL_MS, (System.nanoTime() - began) / 1000 / 1e3).line());
            }
            return lines;
        }

        private void judge(RunParameters run, RunRow row) {
            RequestTable table = table(run.test(), run.thin());
            int[] columns = run.features().stream().mapToInt(table::column).toArray();
            Judge judge = run.isKMeans() ? kMeans(run, row, table, columns) : other(run, table, columns);
            row.set(Outcome.of(judge, table, testRows(run, table), truths.get(run.test())));
        }

        private int[] testRows(RunParameters run, RequestTable table) {
            return testRows.computeIfAbsent(run.test(), _ -> rows(run, table));
        }

        private int[] rows(RunParameters run, RequestTable table) {
            return IntStream.range(0, table.rows())
                    .filter(row -> run.test() != run.train() || table.firstTs().get(row) > training.endTs()).toArray();
        }

        private Judge kMeans(RunParameters run, RunRow row, RequestTable table, int[] columns) {
            Clusters found = clusters(run.k());
            row.set(Column.INERTIA, found.inertia());
            if (plan.silhouette()) {
                row.set(Column.SILHOUETTE, silhouettes.computeIfAbsent(run.k(), _ -> silhouette().of(found)));
            }
            if (plan.gapReferences() > 0) {
                ClusterQuality.Gap gap = gaps.computeIfAbsent(run.k(), _ -> gap(run, found));
                row.set(Column.GAP, gap.gap()).set(Column.GAP_ERROR, gap.error());
            }
            return switch (Model.of(training, standardised, found, run.forReplay(plan)).fixedPoint()) {
                case L1Scoring l1 -> new Judge.L1(l1, table, columns);
                case FinelameScoring finelame -> new Judge.Finelame(finelame,
                        sums.computeIfAbsent(run.test(), _ -> Judge.sums(finelame, table, columns)));
            };
        }

        private Judge other(RunParameters run, RequestTable table, int[] columns) {
            AnomalyModel model = kinds.named(run.model()).train(new TrainingData(run.features(), training.values(),
                    ThresholdRule.parse(run.threshold()), run.seed(), Map.of()));
            return new Judge.Other(model, table, columns);
        }

        private Clusters clusters(int k) {
            training.requireDistinct(k);
            return clusters.computeIfAbsent(k,
                    _ -> Clusters.of(kMeans.train(k).centroids(), standardised));
        }

        private ClusterQuality.Silhouette silhouette() {
            if (silhouette == null) {
                silhouette = new ClusterQuality.Silhouette(standardised);
            }
            return silhouette;
        }

        private ClusterQuality.Gap gap(RunParameters run, Clusters found) {
            return ClusterQuality.gap(standardised, found.inertia(), plan.gapReferences(), run.seed(),
                    rows -> Clusters.train(rows, run.k(), 1, run.seed()).inertia());
        }
    }
}
