package io.finelame.replay.detect;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.cli.file.InputException;
import io.finelame.record.RecordingCommand;
import io.finelame.record.capture.Recorder;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.LeaveOut;
import io.finelame.record.config.RecordingOptions;
import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.evaluate.TrainingNotes;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.run.Checksum;
import io.finelame.replay.run.RunDirectory;
import io.finelame.replay.run.RunOrigin;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finelame detect}: records, and lets the kernel flag requests while they run. */
@Command(name = "finelame detect", sortOptions = false, mixinStandardHelpOptions = true, header = "Record, and flag requests while they run.", description = "Records, trains a model on the training window, deploys it to the kernel, and prints each "
        + "request that leaves every cluster, while it still runs.", exitCodeList = {
                "0:success; recording and run are written", "1:failure, or no model was trained",
                "2:wrong usage or wrong input",
                "N:exit status of COMMAND, if it ended on its own"}, footerHeading = "%nExamples:%n", footer = {
                        "  finelame detect --train-time 60 fl_cfg.yml monday",
                        "  finelame detect --model runs/sunday-k5/model.json fl_cfg.yml monday"})
public final class DetectCommand implements RecordingCommand {
    @Mixin
    private RecordingOptions options;

    @Option(names = "--model", paramLabel = "FILE", description = "Deploy the model.json of a run immediately, instead of training.")
    private Path modelFile;

    @Option(names = "--retrain-every", paramLabel = "S", description = "Retrain every S seconds, on the last train time, without the requests that were flagged.")
    private Double retrainEvery;

    @Option(names = "--adopt-after", paramLabel = "N", description = "If most requests are flagged in N consecutive windows of --retrain-every, train on them, because the server has changed. By default, they stay flagged.")
    private Integer adoptAfter;

    @Option(names = "--train-from", paramLabel = "S", description = "Start of the training window, in seconds from the start; skips the server's warm-up.")
    private Double trainFrom;

    @Option(names = "--leave-out", paramLabel = "KIND,..", split = ",", description = "Leave what is not a request out of training and of the run's counts: first (of several on its connection; first:N: the first N), unanswered (ended without an answer), or none. The kernel scores all.")
    private List<String> leaveOut;

    @Option(names = "--consensus", paramLabel = "N", defaultValue = "1", description = "Flag a request only if the last N models of --retrain-every, or as many as there are, all flag it, so that a new kind of request is not flagged forever. Models are then trained on all requests, flagged or not. Default: ${DEFAULT-VALUE}, the last model alone.")
    private int consensus;

    @Option(names = "--run", paramLabel = "DIR", description = "Directory of the run. Default: runs/LABEL.")
    private Path run;

    @Option(names = "--metrics", paramLabel = "[ADDRESS:]PORT", description = "Serve counts and scores to Prometheus while it runs, at http://ADDRESS:PORT/metrics (docs/metrics.md). Default address: loopback; port 0 chooses a free one.")
    private String metrics;

    @Option(names = "--on-detection", paramLabel = "COMMAND", description = "Run COMMAND (sh) for each detection, with FINELAME_ADDRESS, FINELAME_PORT, FINELAME_REQUEST, FINELAME_FEATURE, FINELAME_SCORE, FINELAME_CPU_NS, FINELAME_TIME and, with --stacks, FINELAME_FUNCTION in its environment: at most "
            + DetectionAction.AT_ONCE + " at once and " + DetectionAction.PER_SECOND + " in a second, each for "
            + DetectionAction.LONGEST_SECONDS
            + " s. It may close connections and change packet filters (CAP_NET_ADMIN).")
    private String onDetection;

    @Option(names = "--json", description = "Print detections as JSON lines.")
    private boolean json;

    @Override
    public boolean actsOnNetwork() {
        return onDetection != null;
    }

    @Override
    public RecordingOptions options() {
        return options;
    }

    @Override
    public Integer call() throws BpfException, IOException, InterruptedException {
        checkOptions();
        Path directory = run != null ? run : Path.of("runs", options.label());
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        Model given = modelFile == null ? null : ModelFile.read(modelFile);
        DetectionAction action = onDetection == null ? null : new DetectionAction(onDetection);
        try (LiveDetector detector = new LiveDetector(this::parameters, given,
                new Retraining(retrainEvery == null ? 0 : retrainEvery, adoptAfter == null ? 0 : adoptAfter, consensus),
                json, metrics == null ? null : new DetectionMetrics(DetectionMetrics.address(metrics)), action)) {
            Recorder recorder = new Recorder(options, detector);
            Path recording = recorder.record();
            if (detector.deployed().isEmpty()) {
                detector.requireOutput();
                System.err.println("finelame: no model was trained, so nothing could be detected: "
                        + "use 'finelame replay --train-time' to train one on the recording");
                return 1;
            }
            writeRun(recording, directory, given, detector);
            detector.requireOutput();
            return recorder.targetExitCode();
        }
    }

    private void checkOptions() {
        require(modelFile == null || options.trainTime() == null && retrainEvery == null && trainFrom == null,
                "--model: deployed unchanged; remove --train-from, --train-time and --retrain-every");
        require(adoptAfter == null || retrainEvery != null,
                "--adopt-after: needs --retrain-every, whose windows it counts");
        require(adoptAfter == null || adoptAfter >= 1, "--adopt-after " + adoptAfter + ": expected at least 1");
        require(consensus >= 1 && consensus <= LoadOptions.MAX_CONSENSUS,
                "--consensus " + consensus + ": expected 1 to " + LoadOptions.MAX_CONSENSUS
                        + "; 'finelame replay --consensus' compares with more");
        require(consensus == 1 || retrainEvery != null,
                "--consensus: needs --retrain-every, whose models have to agree");
        require(consensus == 1 || adoptAfter == null,
                "--consensus: its models are trained on flagged requests anyway; remove --adopt-after");
        if (leaveOut != null) {
            LeftOut.kinds(leaveOut);
        }
        require(trainFrom == null || trainFrom >= 0, "--train-from " + trainFrom + ": expected at least 0");
        require(retrainEvery == null || retrainEvery >= 1, "--retrain-every " + retrainEvery + ": expected at least 1");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new InputException(problem);
        }
    }

    /** @throws InputException if the recording lacks what is needed to leave requests out */
    private LeaveOut leaveOut(RecordingHeader header) {
        LeaveOut wanted = leaveOut == null
                ? Configuration.of(header).model().leaveOut()
                : LeftOut.kinds(leaveOut);
        LeftOut.requireRecorded(new RequestFacts(header), header, wanted);
        return wanted;
    }

    private ModelParameters parameters(RecordingHeader header) {
        Configuration.ModelParameters configured = Configuration.of(header).model();
        ModelParameters its = ModelParameters.of(configured, ModelParameters.recordedFeatures(header, configured),
                header.trainTime());
        ModelKinds.onClassPath().requireDeployable("model_params.type", its.options().type().name());
        double from = trainFrom != null ? trainFrom : its.options().trainFrom();
        require(from < its.trainTime(), "--train-from " + from + ": expected less than the train time of "
                + its.trainTime() + " s");
        return its.with(its.options().withTrainFrom(from).withLeaveOut(leaveOut(header)).withConsensus(consensus));
    }

    /** Writes the kernel's verdicts; the first model's train time separates training from test. */
    private void writeRun(Path recording, Path directory, Model given, LiveDetector detector)
            throws IOException {
        RecordedRequests whole = RecordedRequests.read(recording);
        LeftOut leftOut = LeftOut.of(whole, leaveOut(whole.header()));
        RecordedRequests recorded = whole.with(leftOut.rest());
        Model last = detector.deployed().getLast();
        ModelParameters used = given != null
                ? given.trainedWith()
                : parameters(recorded.header()).withTrainTime(detector.deployed().getFirst().trainTime());
        TrainingSet training = given != null
                ? TrainingSet.untrained(given.mean(), given.std())
                : TrainedModel.of(TrainingSet.of(recorded.table(), recorded.header().clock().monotonicNs(), used), used)
                        .training();
        Replay live = Replay.live(recorded, training, last);
        RunDirectory.write(directory, recorded, live, used, leftOut, new RunOrigin(RunOrigin.KERNEL,
                Optional.ofNullable(modelFile), Optional.of(recording.resolve(LiveDetector.DETECTIONS)),
                Checksum.begin(recording)));
        System.err.printf(Locale.ROOT,
                "flagged %,d requests, of which %,d of the %,d that began after the train time%n",
                detector.detections(), live.flagged(), live.testRows().length);
        if (!leftOut.wanted().isEmpty()) {
            System.err.println(leftOut.text());
        }
        TrainingNotes.flagged(live).ifPresent(warning -> System.err.println("finelame: " + warning));
        System.err.println("run in " + directory);
    }
}
