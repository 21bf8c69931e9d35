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

/** Makes one recording: configuration to attached probes to snapshots, until something ends it. */
public final class Recorder {
    private static final int EVENT_RING_BYTES = 1 << 24;

    private final RecordingOptions options;
    private final Companion companion;

    public Recorder(RecordingOptions options, Companion companion) {
        this.options = options;
        this.companion = companion;
    }

    /** @return the recording's directory */
    public Path record() throws BpfException, ConfigurationException, IOException, InterruptedException {
        options.check();
        Configuration configuration = Configuration.load(options.configurationFile);
        List<PlannedProbe> probes = ProbePlanner.plan(configuration);
        requireCapabilities();
        Path directory = options.directory();
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        RecordProgress progress = new RecordProgress(options.quiet);
        try (ProgramStatistics statistics = ProgramStatistics.begin(options.statistics);
                FinelameObject object = load(configuration);
                Attachment attachment = Attachment.attach(object, probes, options.skipUnavailable)) {
            RecordingHeader header = header(configuration, object, attachment);
            try (RecordingWriter writer = RecordingWriter.create(directory)) {
                writer.writeHeader(header);
                LiveRecording live = new LiveRecording(directory, header, writer, object.detector(), progress);
                try (RecordingLoop loop = new RecordingLoop(object, attachment, writer, progress,
                        settings(configuration), live, companion)) {
                    OrderlyEnd.onSignal(loop::interrupt);
                    progress.attached(header);
                    attachment.skipped().forEach(line -> progress.say("skipped: " + line));
                    loop.run();
                }
            }
            statistics.write(object);
            progress.written(directory);
        }
        return directory;
    }

    /** Updates are logged from the very first on: replay could not make up for one that is missing. */
    private FinelameObject load(Configuration configuration) throws BpfException {
        if (options.fidelity == Fidelity.SNAPSHOTS) {
            return FinelameObject.load(configuration.maxRequests());
        }
        FinelameObject object = FinelameObject.load(configuration.maxRequests(), EVENT_RING_BYTES);
        object.detector().logEvents();
        return object;
    }

    private static void requireCapabilities() throws IOException {
        List<Capabilities> missing = Capabilities.missing();
        if (!missing.isEmpty()) {
            throw new IOException(Capabilities.describe(missing));
        }
    }

    private RecordingLoop.Settings settings(Configuration configuration) throws IOException {
        int interval = options.snapshotInterval != null ? options.snapshotInterval : configuration.snapshotIntervalMs();
        Set<Path> executables = ProbePlanner.executables(configuration);
        double seconds = options.duration != null ? options.duration : Double.POSITIVE_INFINITY;
        return new RecordingLoop.Settings(interval, seconds, configuration.idleTimeout(), options.exitWithTarget,
                executables,
                options.fidelity == Fidelity.EVENTS);
    }

    private RecordingHeader header(Configuration configuration, FinelameObject object, Attachment attachment)
            throws IOException, BpfException {
        List<RecordingHeader.Feature> features = new ArrayList<>();
        List<String> missing = new ArrayList<>(configuration.model().features());
        for (String feature : attachment.features()) {
            features.add(new RecordingHeader.Feature(feature, configuration.datapointOf(feature)));
            missing.remove(feature);
        }
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, Version.TEXT, options.label, proc("hostname"),
                proc("osrelease"),
                new RecordingHeader.ClockPair(Clock.monotonic(), Clock.realtime()),
                options.configurationFile.toString(),
                configuration.text(), options.trainTime != null ? options.trainTime : configuration.trainTime(),
                options.snapshotInterval != null ? options.snapshotInterval : configuration.snapshotIntervalMs(),
                options.fidelity.recorded(),
                attachment.probes(), features, missing,
                Layout.of(object.datapointLayout()), Layout.of(object.eventLayout()),
                Layout.of(object.detector().scoreLayout()));
    }

    private static String proc(String name) throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel", name)).strip();
    }
}
