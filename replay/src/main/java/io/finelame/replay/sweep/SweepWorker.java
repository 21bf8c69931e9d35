package io.finelame.replay.sweep;

import io.finelame.record.config.LeaveOut;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.clustering.ClusterQuality;
import io.finelame.replay.clustering.Clusters;
import io.finelame.replay.clustering.KMeans;
import io.finelame.replay.evaluate.Bootstrap;
import io.finelame.replay.evaluate.ConnectionSums;
import io.finelame.replay.evaluate.Judge;
import io.finelame.replay.evaluate.Outcome;
import io.finelame.replay.evaluate.TestRows;
import io.finelame.replay.evaluate.Truth;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RecordedTable;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.scoring.FinelameScoring;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ModelWindows;
import io.finelame.replay.training.NormalClusters;
import io.finelame.replay.training.StandardisedSet;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import io.finelame.run.SweepRow;
import io.finelame.run.labels.Labels;
import io.finelame.run.table.SweepColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Runs groups of a sweep on recordings that it has read once. Thread-safe. */
public final class SweepWorker {
    private final SweepPlan plan;
    private final List<SweepGroup> groups;
    private final List<String> names = new ArrayList<>();
    private final List<RecordedTable> recordings = new ArrayList<>();
    private final List<Optional<Labels>> labels = new ArrayList<>();
    private final ModelKinds kinds = ModelKinds.onClassPath();
    private final Map<List<Object>, RequestTable> rest = new ConcurrentHashMap<>();
    private final Map<List<Object>, RequestTable> thinned = new ConcurrentHashMap<>();
    private final Map<List<Object>, RequestTable> perConnection = new ConcurrentHashMap<>();
    private final Map<List<Object>, Truth> truths = new ConcurrentHashMap<>();

    private SweepWorker(SweepPlan plan, List<Path> directories) {
        this.plan = plan;
        this.groups = plan.groups(directories.size());
        for (int i = 0; i < directories.size(); i++) {
            RecordedTable recorded = RecordedTable.read(directories.get(i));
            String text = plan.labelsOf(i);
            names.add(recorded.header().label());
            recordings.add(recorded);
            labels.add(text == null ? Optional.empty() : Optional.of(Labels.parse(Path.of("labels.csv"), text)));
        }
    }

    /**
     * @param plan JSON
     * @param recordings as the plan counts them
     */
    public static SweepWorker open(String plan, List<Path> recordings) {
        return new SweepWorker(SweepPlan.parse(plan), recordings);
    }

    /** @return lines of runs.csv in the order of their numbers; a run that can't be done says why in its line */
    public List<String> run(int group) {
        SweepGroup its = groups.get(group);
        try {
            return new Training(its).run();
        } catch (ReplayException e) {
            return its.runs().stream()
                    .map(run -> row(run).set(SweepColumn.PROBLEM, e.getMessage()).line()).toList();
        }
    }

    private SweepRow row(RunParameters run) {
        return SweepTable.row(run, names,
                run.isKMeans() || kinds.named(ModelSpec.parse(run.model()).name()).deployable());
    }

    List<SweepGroup> groups() {
        return groups;
    }

    /** A recording without the requests that are left out. */
    private RequestTable rest(int recording, String leaveOut) {
        return rest.computeIfAbsent(List.of(recording, leaveOut),
                _ -> LeftOut.of(recordings.get(recording), LeaveOut.ofText(leaveOut)).rest());
    }

    /** The same as it is with longer intervals between snapshots. */
    private RequestTable table(int recording, RunParameters run) {
        RequestTable all = rest(recording, run.leaveOut());
        return run.thin() == 1
                ? all
                : thinned.computeIfAbsent(List.of(recording, run.leaveOut(), run.thin()), _ -> all.thinned(run.thin()));
    }

    /** The same with what connections have used instead of requests. */
    private RequestTable perConnection(int recording, RunParameters run) {
        return perConnection.computeIfAbsent(List.of(recording, run.leaveOut(), run.thin()),
                _ -> ConnectionSums.of(table(recording, run)));
    }

    private Truth truth(int recording, String leaveOut) {
        RequestTable all = rest(recording, leaveOut);
        return truths.computeIfAbsent(List.of(recording, leaveOut), _ -> labels.get(recording)
                .map(its -> Truth.of(all, recordings.get(recording).header().clock(), its))
                .orElseGet(() -> Truth.unknown(all)));
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
        private final int trainAttacks;
        private final Map<List<Object>, NormalClusters> normal = new HashMap<>();
        private final Map<List<Object>, IntFunction<double[][]>> kMeans = new HashMap<>();
        private final Map<List<Object>, Clusters> clusters = new HashMap<>();
        private final Map<String, StandardisedSet> standardised = new HashMap<>();
        private final Map<String, ClusterQuality.Silhouette> distances = new HashMap<>();
        private final Map<List<Object>, Double> silhouettes = new HashMap<>();
        private final Map<List<Object>, ClusterQuality.Gap> gaps = new HashMap<>();
        private final Map<Integer, Training> younger = new HashMap<>();
        private final Map<Integer, TestRows> testRows = new HashMap<>();
        private final Map<List<Object>, LongColumn> sums = new HashMap<>();

        Training(SweepGroup group) {
            RunParameters first = group.first();
            requireFeatures(first, first.train());
            long start = recordings.get(first.train()).header().clock().monotonicNs();
            ModelParameters leastDemanding = new ModelParameters(1, first.features(), first.trainTime(), "l1",
                    new ThresholdRule.Max(), 1, 1, first.seed(), 1, first.cleanPercentile(),
                    first.forReplay(plan).options());
            this.group = group;
            this.training = TrainingSet.of(table(first.train(), first), start, leastDemanding);
            this.trainAttacks = truth(first.train(), first.leaveOut()).attacks(training.rows());
        }

        List<String> run() {
            List<String> lines = new ArrayList<>();
            for (RunParameters run : group.runs()) {
                long began = System.nanoTime();
                SweepRow row = row(run).set(SweepColumn.TRAIN, training.rows().length)
                        .set(SweepColumn.SET_ASIDE, training.setAsideRows())
                        .set(SweepColumn.CLEANED, training.cleaned())
                        .set(SweepColumn.TRAIN_ATTACKS, trainAttacks);
                try {
                    requireFeatures(run, run.test());
                    judge(run, row);
                } catch (ReplayException e) {
                    row.set(SweepColumn.PROBLEM, e.getMessage());
                }
                lines.add(row.set(SweepColumn.WALL_MS, (System.nanoTime() - began) / 1000 / 1e3).line());
            }
            return lines;
        }

        private void judge(RunParameters run, SweepRow row) {
            RequestTable table = table(run.test(), run);
            int[] columns = run.features().stream().mapToInt(table::column).toArray();
            Judge first = judge(run, table, columns);
            if (run.isKMeans()) {
                setQuality(run, row);
            }
            SweepTable.set(row,
                    Outcome.of(run.consensus() == 1 ? _ -> first : consensus(run, first, table, columns), table,
                            testRows(run, table, first), truth(run.test(), run.leaveOut()),
                            new Bootstrap(plan.bootstrap(), run.seed())));
        }

        private Judge judge(RunParameters run, RequestTable table, int[] columns) {
            return run.isKMeans() ? kMeans(run, table, columns) : other(run, table, columns);
        }

        /** @param first the train time's; the others are trained as they are needed, and shared by runs */
        private IntFunction<Judge> consensus(RunParameters run, Judge first, RequestTable table, int[] columns) {
            long start = recordings.get(run.train()).header().clock().monotonicNs();
            ModelWindows windows = ModelWindows.of(start, run.forReplay(plan));
            windows.last(table);
            Map<Integer, Optional<Judge>> judges = new HashMap<>(Map.of(0, Optional.of(first)));
            return row -> new Judge.All(windows.judges(table.firstTs().get(row),
                    window -> judges.computeIfAbsent(window, _ -> younger(run, window, table, columns))));
        }

        private Optional<Judge> younger(RunParameters run, int window, RequestTable table, int[] columns) {
            try {
                RunParameters its = run.ofWindow(window, plan);
                Training training = younger.get(window);
                if (training == null) {
                    training = new Training(new SweepGroup(group.number(), List.of(its)));
                    younger.put(window, training);
                }
                return Optional.of(training.judge(its, table, columns));
            } catch (ReplayException tooFewRequests) {
                return Optional.empty();
            }
        }

        private TestRows testRows(RunParameters run, RequestTable table, Judge judge) {
            long after = run.test() == run.train() ? training.endTs() : Long.MIN_VALUE;
            return testRows.computeIfAbsent(run.test(),
                    _ -> judge.testRows(table.rowsAfter(after), table, truth(run.test(), run.leaveOut())));
        }

        private NormalClusters normal(RunParameters run) {
            training.requireDistinct(run.k());
            return normal.computeIfAbsent(List.of(run.k(), run.scale(), run.clusterer()),
                    _ -> NormalClusters.of(training, run.forReplay(plan), standardised(run),
                            rows -> k -> clusters(run, rows, k)));
        }

        private void setQuality(RunParameters run, SweepRow row) {
            NormalClusters its = normal(run);
            List<Object> clustering = List.of(run.scale(), run.clusterer(), run.k());
            Clusters found = clusters.get(clustering);
            row.set(SweepColumn.INERTIA, found.inertia());
            row.set(SweepColumn.TRAIN, its.training().rows().length)
                    .set(SweepColumn.SET_ASIDE, its.training().setAsideRows());
            if (plan.silhouette()) {
                row.set(SweepColumn.SILHOUETTE,
                        silhouettes.computeIfAbsent(clustering, _ -> distances(run).of(found)));
            }
            if (plan.gapReferences() > 0) {
                ClusterQuality.Gap gap = gaps.computeIfAbsent(clustering, _ -> gap(run, found));
                row.set(SweepColumn.GAP, gap.gap()).set(SweepColumn.GAP_ERROR, gap.error());
            }
        }

        private Judge kMeans(RunParameters run, RequestTable table, int[] columns) {
            return switch (TrainedModel.scoring(normal(run), run.forReplay(plan))) {
                case CentroidScoring scoring -> new Judge.Centroids(scoring, table, columns);
                case FinelameScoring finelame -> new Judge.Finelame(finelame,
                        sums.computeIfAbsent(List.of(run.test(), Arrays.hashCode(finelame.stds())),
                                _ -> Judge.sums(finelame, table, columns)));
            };
        }

        private Judge other(RunParameters run, RequestTable table, int[] columns) {
            ModelSpec spec = ModelSpec.parse(run.model());
            ModelKind kind = kinds.named(spec.name());
            double[][] values = kind.perConnection() ? ConnectionSums.of(training) : training.values();
            AnomalyModel model = kind.train(new TrainingData(run.features(), values,
                    ThresholdRule.parse(run.threshold()), run.seed(), spec.options()));
            return new Judge.Other(model, kind.perConnection() ? perConnection(run.test(), run) : table, columns);
        }

        /** Clusters of the whole training set are computed once for each k. */
        private Clusters clusters(RunParameters run, double[][] rows, int k) {
            if (rows.length < training.rows().length) {
                return Clusters.train(run.clusteredBy(), rows, k, plan.restarts(), run.seed());
            }
            IntFunction<double[][]> its = kMeans.computeIfAbsent(List.of(run.scale(), run.clusterer()),
                    _ -> run.clusteredBy().on(rows, plan.restarts(), run.seed()));
            return clusters.computeIfAbsent(List.of(run.scale(), run.clusterer(), k),
                    _ -> Clusters.of(its.apply(k), rows));
        }

        private StandardisedSet standardised(RunParameters run) {
            return standardised.computeIfAbsent(run.scale(), _ -> StandardisedSet.of(training, run.forReplay(plan)));
        }

        private ClusterQuality.Silhouette distances(RunParameters run) {
            return distances.computeIfAbsent(run.scale(),
                    _ -> new ClusterQuality.Silhouette(standardised(run).values()));
        }

        private ClusterQuality.Gap gap(RunParameters run, Clusters found) {
            return ClusterQuality.gap(standardised(run).values(), found.inertia(), plan.gapReferences(), run.seed(),
                    rows -> Clusters.train(run.clusteredBy(), rows, run.k(), 1, run.seed()).inertia());
        }
    }
}
