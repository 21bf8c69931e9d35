package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.FinelameObject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finelame record}: attaches to a running server and records what each of its requests uses. */
@Command(name = "finelame record", sortOptions = false, mixinStandardHelpOptions = true, version = Version.TEXT, description = "Attaches the probes of a configuration and records what each request uses, until Ctrl-C.", footer = {
        "", "Example:", "  finelame record --duration 60 fl_cfg.yml monday",
        "  finelame replay recordings/monday"})
public final class RecordCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "The configuration (fl_cfg.yml).")
    private Path configurationFile;

    @Parameters(index = "1", paramLabel = "LABEL", description = "Names the recording.")
    private String label;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "recordings", description = "The recording becomes DIR/LABEL. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--duration", paramLabel = "S", description = "Stop after this many seconds.")
    private Double duration;

    @Option(names = "--train-time", paramLabel = "S", description = "Seconds from the start whose requests train the model, instead of the configuration's.")
    private Double trainTime;

    @Option(names = "--snapshot-interval", paramLabel = "MS", description = "Milliseconds from one snapshot to the next, instead of the configuration's.")
    private Integer snapshotInterval;

    @Option(names = "--exit-with-target", description = "Stop when the server's last process ends.")
    private boolean exitWithTarget;

    @Option(names = "--skip-unavailable", description = "Go on without the probes that this machine can't attach; the recording says which.")
    private boolean skipUnavailable;

    @Option(names = "--quiet", description = "Print nothing but errors.")
    private boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode;

    public static void main(String[] arguments) {
        RecordCommand command = new RecordCommand();
        int exitCode = CommandErrors.run(command, arguments);
        command.exitCode = exitCode;
        command.finished.countDown();
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        Configuration configuration = Configuration.load(configurationFile);
        List<PlannedProbe> probes = ProbePlanner.plan(configuration);
        requireCapabilities();
        Path directory = out.resolve(label);
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        try (FinelameObject object = FinelameObject.load(configuration.maxRequests());
                Attachment attachment = Attachment.attach(object, probes, skipUnavailable)) {
            RecordingHeader header = header(configuration, object, attachment);
            RecordProgress progress = new RecordProgress(quiet);
            try (RecordingWriter writer = RecordingWriter.create(directory);
                    RecordingLoop loop = new RecordingLoop(object, attachment, writer, progress,
                            settings(configuration))) {
                writer.writeHeader(header);
                endInOrder(loop);
                progress.attached(header);
                attachment.skipped().forEach(line -> progress.say("skipped: " + line));
                loop.run();
            }
            progress.written(directory);
        }
        return 0;
    }

    /** A signal ends the JVM once its shutdown hooks are done: ours waits until the recording is whole and closed. */
    private void endInOrder(RecordingLoop loop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            loop.interrupt();
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(exitCode);
        }, "finish-recording"));
    }

    private void checkOptions() {
        requirePositive("--duration", duration);
        requirePositive("--train-time", trainTime);
        requirePositive("--snapshot-interval", snapshotInterval == null ? null : (double) snapshotInterval);
        if (!label.matches("[A-Za-z0-9._-]+") || label.startsWith(".")) {
            throw new IllegalArgumentException(
                    "LABEL '" + label + "': expected letters, digits, '.', '_' and '-', because it names files");
        }
    }

    private static void requirePositive(String option, Double value) {
        if (value != null && !(value > 0)) {
            throw new IllegalArgumentException(option + " " + value + ": expected a number above 0");
        }
    }

    private static void requireCapabilities() throws IOException {
        List<Capabilities> missing = Capabilities.missing();
        if (!missing.isEmpty()) {
            throw new IOException(Capabilities.describe(missing));
        }
    }

    private RecordingLoop.Settings settings(Configuration configuration) throws IOException {
        int interval = snapshotInterval != null ? snapshotInterval : configuration.snapshotIntervalMs();
        Set<Path> executables = ProbePlanner.executables(configuration);
        double seconds = duration != null ? duration : Double.POSITIVE_INFINITY;
        return new RecordingLoop.Settings(interval, seconds, configuration.idleTimeout(), exitWithTarget, executables);
    }

    private RecordingHeader header(Configuration configuration, FinelameObject object, Attachment attachment)
            throws IOException, BpfException {
        List<RecordingHeader.Feature> features = new ArrayList<>();
        List<String> missing = new ArrayList<>(configuration.model().features());
        for (String feature : attachment.features()) {
            features.add(new RecordingHeader.Feature(feature, configuration.datapointOf(feature)));
            missing.remove(feature);
        }
        DatapointLayout layout = DatapointLayout.of(object.datapointLayout());
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, Version.TEXT, label, proc("hostname"),
                proc("osrelease"),
                new RecordingHeader.ClockPair(Clock.monotonic(), Clock.realtime()), configurationFile.toString(),
                configuration.text(), trainTime != null ? trainTime : configuration.trainTime(),
                snapshotInterval != null ? snapshotInterval : configuration.snapshotIntervalMs(), "snapshots",
                attachment.probes(), features, missing, layout);
    }

    private static String proc(String name) throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel", name)).strip();
    }
}
