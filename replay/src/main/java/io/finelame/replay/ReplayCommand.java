package io.finelame.replay;

import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.cli.Interruption;
import io.finelame.cli.Subcommand;
import io.finelame.cli.file.InputException;
import io.finelame.cli.text.Nearest;
import io.finelame.cli.text.OneLine;
import io.finelame.record.config.ClusterFloor;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.FeatureNames;
import io.finelame.record.config.LeaveOut;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.evaluate.Consensus;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.evaluate.TrainingNotes;
import io.finelame.replay.evaluate.Verification;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.run.Checksum;
import io.finelame.replay.run.RunDirectory;
import io.finelame.replay.run.RunOrigin;
import io.finelame.replay.scoring.ScoringNames;
import io.finelame.replay.sweep.SweepOptions;
import io.finelame.replay.sweep.SweepResult;
import io.finelame.replay.sweep.SweepRunner;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ModelWindows;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.replay.training.TrainingSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame replay}: trains or loads models, and evaluates them on recordings. */
@Command(name = "finelame replay", sortOptions = false, mixinStandardHelpOptions = true, header = "Train a model on a recording and score the requests that came after.", description = "Requires no privileges. Options default to the values in the recorded configuration.", exitCodeList = {
        "0:success; with --verify: replay matches the kernel",
        "1:failure; with --verify: a mismatch; with --sweep: no run succeeded"}, footerHeading = "%nExamples:%n", footer = {
                "  finelame replay recordings/monday",
                "  finelame replay recordings/monday --k 5 --features REQ_CPUTIME,REQ_PGFLT",
                "  finelame replay --sweep sweep.yml --labels labels.csv recordings/monday",
                "  finelame analyze runs/monday"})
public final class ReplayCommand implements Subcommand {
    private static final int MAX_K = DetectorModel.MAX_K;

    @Parameters(arity = "1..*", paramLabel = "RECORDING", description = "Directory of a recording; several with --sweep.")
    private List<String> recordings;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory of the run or sweep. Default: runs/LABEL, or with --sweep sweeps/ and the file's name.")
    private String out;

    @Option(names = "--model", paramLabel = "FILE", description = "Score by the model.json of a run instead of training; without --train-time, all requests.")
    private Path modelFile;

    @Option(names = "--verify", description = "Check that replay reproduces every distance, verdict and detection time recorded by the kernel (detect --fidelity events); exit with 1 on any mismatch.")
    private boolean verify;

    @Option(names = "--k", paramLabel = "N", description = "Number of clusters, 1 to 16.")
    private Integer k;

    @Option(names = "--features", paramLabel = "A,B,..", split = ",", completionCandidates = FeatureNames.class, description = "Features to train on.")
    private List<String> features;

    @Option(names = "--type", paramLabel = "MODEL", description = "Model type: kmeans, or another that the kernel can score by, with its options: 'maximum factor=2' (docs/models.md). Default: kmeans.")
    private String type;

    @Option(names = "--train-from", paramLabel = "S", description = "Start of the training window, in seconds from the recording's start; skips the server's warm-up. Default: 0.")
    private Double trainFrom;

    @Option(names = "--train-time", paramLabel = "S", description = "End of the training window, in seconds from the recording's start.")
    private Double trainTime;

    @Option(names = "--scoring", paramLabel = "l1|linf|finelame", completionCandidates = ScoringNames.class, description = "l1: sum of the features' distances beyond a centroid; linf: the largest of them; finelame: FineLame's signed sums.")
    private String scoring;

    @Option(names = "--threshold", paramLabel = "RULE", description = "Threshold rule: sigma:N, mad:N, quantile:Q, tail:Q or max, over the members of each cluster; pooled-RULE: over all requests.")
    private String threshold;

    @Option(names = "--scale", paramLabel = "std|mad|log", description = "Scale of the features: standard deviation, median absolute deviation, or standard deviation of the logarithm. Default: std.")
    private String scale;

    @Option(names = "--min-cluster", paramLabel = "N|P%", description = "Minimum size of a cluster that counts as normal: members, or a percentage of the training set, but at least 5; 1 accepts all. Default: 1%%.")
    private String minCluster;

    @Option(names = "--warn-above", paramLabel = "N", defaultValue = ""
            + TrainingNotes.DEFAULT_RATIO, description = "Warn if the model accepts more than N times what a typical request uses. Default: ${DEFAULT-VALUE}.")
    private double warnAbove;

    @Option(names = "--seed", paramLabel = "N", defaultValue = ""
            + ModelParameters.DEFAULT_SEED, description = "Random seed for K-means initialisation. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--restarts", paramLabel = "N", defaultValue = ""
            + ModelParameters.DEFAULT_RESTARTS, description = "Number of K-means initialisations; the best result is kept. Default: ${DEFAULT-VALUE}.")
    private int restarts;

    @Option(names = "--clusterer", paramLabel = "own|smile", description = "Whose K-means: this project's own, or that of the library Smile (docs/scoring.md). Default: own.")
    private String clusterer;

    @Option(names = "--clean-percentile", paramLabel = "P", defaultValue = ""
            + ModelParameters.DEFAULT_CLEAN_PERCENTILE, description = "Leave training requests above this percentile of any feature out of training. Default: ${DEFAULT-VALUE}.")
    private double cleanPercentile;

    @Option(names = "--leave-out", paramLabel = "KIND,..", split = ",", description = "Leave what is not a request out of training, scoring and all counts: first (of several on its connection; first:N: the first N), such as handshakes; unanswered (ended without an answer); or none. Those with more than negligible usage are kept.")
    private List<String> leaveOut;

    @Option(names = "--consensus", paramLabel = "N", defaultValue = "1", description = "Retrain each time another train time has passed, and flag a request only if the last N models all flag it, so that a new kind of request is not flagged forever. Default: ${DEFAULT-VALUE}, the first model alone.")
    private int consensus;

    @ArgGroup(exclusive = false, heading = "Sweeps:%n")
    private SweepOptions sweep = new SweepOptions();

    @Option(names = "--json", description = "Print the results as JSON.")
    private boolean json;

    @Option(names = "--quiet", description = "Print nothing but errors and warnings.")
    private boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (sweep.file != null) {
            require(k == null && features == null && trainTime == null && trainFrom == null && scoring == null
                    && threshold == null && type == null && scale == null && minCluster == null && modelFile == null
                    && !verify && leaveOut == null && consensus == 1 && clusterer == null,
                    "--sweep: the file sets these parameters; remove --k, --features, --type, --train-from, --train-time,"
                            + " --scoring, --scale, --threshold, --min-cluster, --model, --leave-out, --consensus, --clusterer and --verify");
            SweepResult swept = SweepRunner.run(sweep, recordings, out, quiet);
            new ReplayOutput(json, quiet).print(swept);
            return swept.isAnyDone() ? 0 : 1;
        }
        require(!sweep.isAsked(), "--labels, --top, --parquet, --engine and --master require --sweep");
        require(recordings.size() == 1, recordings.size() + " recordings: expected one, or a --sweep over them");
        Interruption.keeps(() -> "nothing was written");
        Path recording = Path.of(recordings.getFirst());
        FutureTask<String> checksum = verify ? null : Checksum.begin(recording);
        RecordedRequests recorded = RecordedRequests.read(recording, true, quiet);
        if (verify) {
            require(consensus == 1,
                    "--verify: uses the consensus of the recorded detector; remove --consensus");
            require(leaveOut == null,
                    "--verify: compares every request that the kernel scored; remove --leave-out");
            warn(recorded);
            Verification verification = Verification.of(recorded);
            new ReplayOutput(json, quiet).print(verification);
            return verification.holds() ? 0 : 1;
        }
        ModelParameters parameters = parameters(recorded.header());
        Path directory = out != null ? Path.of(out) : Path.of("runs", recorded.header().label());
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        warn(recorded);
        LeftOut leftOut = LeftOut.of(recorded, leaveOut(recorded.header()));
        RecordedRequests rest = recorded.with(leftOut.rest());
        Replay replay = replay(rest, parameters);
        TrainingNotes notes = new TrainingNotes(replay.training(), replay.model());
        notes.warnings(warnAbove).forEach(ReplayCommand::warn);
        TrainingNotes.flagged(replay).ifPresent(ReplayCommand::warn);
        RunDirectory.write(directory, rest, replay, parameters, leftOut,
                RunOrigin.replayed(rest, Optional.ofNullable(modelFile), checksum));
        Interruption.keeps(() -> "the run is in " + directory);
        if (!leftOut.wanted().isEmpty() && !json && !quiet) {
            System.out.println(leftOut.text());
        }
        new ReplayOutput(json, quiet).print(replay, notes.setAside(parameters), recorded.header().label(),
                directory);
        return 0;
    }

    private Replay replay(RecordedRequests recorded, ModelParameters parameters) throws IOException {
        long start = recorded.header().clock().monotonicNs();
        if (modelFile == null) {
            TrainedModel trained = TrainedModel.of(TrainingSet.of(recorded.table(), start, parameters), parameters);
            return Replay.of(recorded, trained.training(), trained.model(),
                    Consensus.of(recorded.table(), start, parameters, trained.model()));
        }
        Model model = ModelFile.read(modelFile);
        model.requireFeatures(recorded.header());
        TrainingSet untrained = TrainingSet.untrained(model.mean(), model.std());
        return Replay.of(recorded, trainTime == null ? untrained : untrained.endingAt(start + (long) (trainTime * 1e9)),
                model);
    }

    private ModelParameters parameters(RecordingHeader header) throws IOException {
        if (modelFile != null) {
            require(k == null && features == null && type == null && trainFrom == null && scoring == null
                    && scale == null && threshold == null && minCluster == null && consensus == 1 && clusterer == null,
                    "--model: applied unchanged; remove --k, --features, --type, --train-from, --scoring, --scale,"
                            + " --threshold, --min-cluster, --clusterer and --consensus");
            return ModelFile.read(modelFile).trainedWith();
        }
        Configuration.ModelParameters configured = Configuration.of(header).model();
        int clusters = k != null ? k : configured.k();
        String method = scoring != null ? scoring : configured.scoring();
        require(clusters >= 1 && clusters <= MAX_K, "--k " + clusters + ": expected 1 to " + MAX_K);
        require(ScoringNames.ALL.contains(method), Nearest.expected("--scoring", method, ScoringNames.ALL));
        require(restarts >= 1, "--restarts " + restarts + ": expected at least 1");
        require(cleanPercentile > 0 && cleanPercentile <= 100,
                "--clean-percentile " + cleanPercentile + ": expected a number above 0, up to 100");
        double seconds = trainTime != null ? trainTime : header.trainTime();
        require(seconds > 0, "--train-time " + seconds + ": expected a number above 0");
        double from = trainFrom != null ? trainFrom : configured.trainFrom();
        require(from >= 0 && from < seconds,
                "--train-from " + from + ": expected 0 or more, and less than the train time of " + seconds + " s");
        return new ModelParameters(clusters, features(header, configured), seconds, method,
                ThresholdRule.parse(threshold != null ? threshold : configured.threshold()),
                ModelParameters.power(configured, configured.mScale()),
                ModelParameters.power(configured, configured.sScale()), seed, restarts, cleanPercentile,
                options(configured, from));
    }

    /** What is no request stays none when a model from elsewhere is applied. */
    private LeaveOut leaveOut(RecordingHeader header) {
        return leaveOut == null
                ? Configuration.of(header).model().leaveOut()
                : LeftOut.kinds(leaveOut);
    }

    private TrainingOptions options(Configuration.ModelParameters configured, double from) {
        String measure = scale != null ? scale : configured.scale();
        require(Configuration.SCALES.contains(measure), Nearest.expected("--scale", measure, Configuration.SCALES));
        Optional<ClusterFloor> floor = minCluster == null
                ? Optional.of(configured.minCluster())
                : ClusterFloor.parse(minCluster);
        require(floor.isPresent(), "--min-cluster " + minCluster + ": " + ClusterFloor.EXPECTED);
        require(warnAbove > 0, "--warn-above " + warnAbove + ": expected a number above 0");
        require(consensus >= 1 && consensus <= ModelWindows.MOST,
                "--consensus " + consensus + ": expected 1 to " + ModelWindows.MOST);
        ModelSpec model = ModelSpec.parse(type != null ? type : configured.type());
        ModelKinds.onClassPath().requireDeployable(type != null ? "--type" : "model_params.type", model.name());
        return new TrainingOptions(model, from, floor.get(), measure).withConsensus(consensus)
                .withClusterer(clusterer(model));
    }

    private Clusterer clusterer(ModelSpec model) {
        if (clusterer == null) {
            return Clusterer.OWN;
        }
        require(Clusterer.NAMES.contains(clusterer), Nearest.expected("--clusterer", clusterer, Clusterer.NAMES));
        require(model.isKMeans(), "--clusterer: " + model.name() + " has no K-means; leave it out");
        return Clusterer.named(clusterer);
    }

    private List<String> features(RecordingHeader header, Configuration.ModelParameters configured) {
        List<String> recorded = header.features().stream().map(RecordingHeader.Feature::name).toList();
        if (features != null) {
            for (String feature : features) {
                require(recorded.contains(feature), "--features " + feature + ": not in the recording"
                        + Nearest.hint(feature, recorded) + "; it has " + String.join(", ", recorded));
            }
            return features.stream().distinct().toList();
        }
        return ModelParameters.recordedFeatures(header, configured);
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new InputException(problem);
        }
    }

    private static void warn(RecordedRequests recorded) {
        recorded.health().damage().forEach(damage -> warn("damaged: " + damage));
        if (!recorded.health().endedInOrder()) {
            warn(recorded.directory() + " was cut short: replaying its " + recorded.health().snapshots()
                    + " whole snapshots");
        }
        if (recorded.health().lost() > 0) {
            warn("the recording lost " + recorded.health().lost() + " entries; 'finelame inspect' shows which");
        }
        if (!recorded.header().missingFeatures().isEmpty()) {
            warn("not in the recording: " + String.join(", ", recorded.header().missingFeatures()));
        }
    }

    private static void warn(String line) {
        System.err.println("finelame: " + OneLine.printable(line));
    }
}
