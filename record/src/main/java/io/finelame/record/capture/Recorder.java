package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.CountingLibrary;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.cli.Version;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.RecordingOptions;
import io.finelame.record.machine.Capability;
import io.finelame.record.machine.Kernel;
import io.finelame.record.machine.ProcessDirectory;
import io.finelame.record.probe.Attachment;
import io.finelame.record.probe.EbpfFile;
import io.finelame.record.probe.MemoryMonitors;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.probe.ResolvedProbe;
import io.finelame.record.target.Server;
import io.finelame.record.target.StartedTarget;
import io.finelame.record.target.TargetTracker;
import io.finelame.record.target.TargetWarnings;
import io.finelame.record.trace.TracePrinter;
import io.finelame.recording.Fidelity;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes one recording: configuration to attached probes to snapshots, until something ends it. */
public final class Recorder {
    private static final int EVENT_RING_BYTES = 1 << 24;

    private final RecordingOptions options;
    private final Companion companion;
    private boolean targetExited;
    private int targetExitCode;
    private RecordingLoop loop;
    private boolean interrupted;

    public Recorder(RecordingOptions options, Companion companion) {
        this.options = options;
        this.companion = companion;
    }

    /** @return the recording's directory */
    public Path record() throws BpfException, IOException, InterruptedException {
        options.check();
        ProcessDirectory.requireOwn();
        if (options.target.isEmpty()) {
            return record(Server.of(options), _ -> {});
        }
        StartedTarget.program(options.target.getFirst());
        try (StartedTarget target = StartedTarget.start(options.target)) {
            Path directory = record(Server.started(target, options), target::release);
            if (targetExited) {
                targetExitCode = target.exitCode();
                if (targetExitCode != 0) {
                    System.err.println("finelame: " + options.target.getFirst() + " ended with exit code "
                            + targetExitCode);
                }
            }
            return directory;
        }
    }

    /** The exit code of a server that was launched to be recorded and ended on its own; else 0. */
    public int targetExitCode() {
        return targetExitCode;
    }

    /** What to do once the probes are attached. */
    private interface Begin {
        /** @param preload what a server that is started now is to load before all other libraries */
        void begin(Optional<Path> preload) throws IOException;
    }

    private Path record(Server server, Begin begin)
            throws BpfException, IOException, InterruptedException {
        Configuration configuration = server.configuration();
        OwnPrograms own = ownPrograms(configuration);
        ProbePlanner.Plan plan = ProbePlanner.survey(configuration, server.files(), own, server.selection());
        List<ResolvedProbe> probes = plan.require(options.skipUnavailable);
        if (options.stacks) {
            ProbePlanner.stackPeriodNs(probes);
        }
        requireCapabilities();
        Path directory = options.directory();
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        RecordProgress progress = new RecordProgress(options.quiet);
        try (ProgramStatistics statistics = ProgramStatistics.begin(options.statistics);
                FinelameObject object = load(server, probes, own)) {
            TargetTracker targets = new TargetTracker(object.targets(), server);
            record(server, object, new Probes(probes, own, List.copyOf(plan.absent().values())), targets, begin,
                    progress);
            statistics.write(object);
        }
        progress.written(directory);
        return directory;
    }

    /**
     * @param own those of the configuration's {@code ebpf_prog}, or null
     * @param absent a line for each file that isn't there
     */
    private record Probes(List<ResolvedProbe> planned, OwnPrograms own, List<String> absent) {}

    /** The kernel knows the processes before it maps any: the first request counts too. */
    private void record(Server server, FinelameObject object, Probes probes, TargetTracker targets,
            Begin begin, RecordProgress progress) throws BpfException, IOException, InterruptedException {
        Path directory = options.directory();
        Configuration configuration = server.configuration();
        Optional<Path> preload = preload(probes.planned);
        Set<Integer> processes = targets.follow();
        // What waits to become the server is no server yet: it hasn't the library.
        try (Attachment attachment = Attachment.attach(object, probes.planned, preload.isEmpty() ? processes : Set.of(),
                options.skipUnavailable)) {
            OrderlyEnd.onSignal(this::interrupt);
            TargetFollower follower = new TargetFollower(object, targets, attachment,
                    new ReplacedFiles(server, probes.planned, probes.own, attachment),
                    new TargetWarnings(server, targets, exitsWithTarget()),
                    configuration.automatic());
            try (RecordingWriter writer = RecordingWriter.create(directory)) {
                writer.deleteIfEmpty();
                // The train time begins with its clock: after the queue is open, which takes its time.
                RecordingHeader header = header(configuration, object, attachment);
                writer.writeHeader(header);
                LiveRecording live = new LiveRecording(directory, header, writer, object.detector(), progress);
                TracePrinter trace = options.trace
                        ? new TracePrinter(object, probes.planned, header.clock(), System.out)
                        : null;
                try (RecordingLoop loop = new RecordingLoop(object, attachment, writer, progress,
                        settings(configuration, probes.planned), follower, live, companion, trace)) {
                    keepForSignal(loop);
                    loop.prepare(processes);
                    progress.attached(header);
                    Stream.of(probes.absent, attachment.skipped()).flatMap(List::stream)
                            .forEach(line -> progress.say("skipped: " + line));
                    attachment.unfinished().ifPresent(line -> progress.say("warning: " + line));
                    attachment.notes().forEach(progress::say);
                    if (!writer.watchesSpace()) {
                        progress.say("the free space of " + directory + " is unknown: it is not watched");
                    }
                    options.readiness().announce(progress::say);
                    begin.begin(preload);
                    targetExited = loop.run();
                }
            }
        }
    }

    /** What a server that is started is to load before all other libraries. */
    private Optional<Path> preload(List<ResolvedProbe> planned) {
        return options.target.isEmpty() || !MemoryMonitors.among(planned).canBeReplaced()
                ? Optional.empty()
                : CountingLibrary.file();
    }

    private synchronized void keepForSignal(RecordingLoop begun) {
        loop = begun;
        if (interrupted) {
            loop.interrupt();
        }
    }

    private synchronized void interrupt() {
        interrupted = true;
        if (loop != null) {
            loop.interrupt();
        }
    }

    /** Null if the configuration has none. */
    private static OwnPrograms ownPrograms(Configuration configuration)
            throws BpfException, IOException {
        return configuration.ebpfProgram().isPresent() ? OwnPrograms.open(EbpfFile.of(configuration)) : null;
    }

    private FinelameObject load(Server server, List<ResolvedProbe> probes, OwnPrograms own) throws BpfException {
        Configuration configuration = server.configuration();
        LoadOptions wanted = LoadOptions.of(configuration.maxRequests()).with(ProbePlanner.parts(probes))
                .with(server.parts()).withConsensus(companion.consensus());
        if (options.trace) {
            wanted = wanted.with(Set.of(LoadOptions.Part.TRACE));
        }
        if (options.stacks) {
            wanted = wanted.with(Set.of(LoadOptions.Part.STACKS));
        }
        boolean events = options.fidelity == Fidelity.EVENTS;
        FinelameObject object = FinelameObject.load(events ? wanted.withEvents(EVENT_RING_BYTES) : wanted);
        try {
            if (events) {
                // Updates are logged from the very first on: replay could not make up for one that is missing.
                object.detector().logEvents();
            }
            if (own != null) {
                object.add(own);
            }
            return object;
        } catch (BpfException e) {
            object.close();
            throw e;
        }
    }

    private static void requireCapabilities() throws IOException {
        List<Capability> missing = Capability.missing();
        if (!missing.isEmpty()) {
            throw new IOException(Capability.describe(missing));
        }
    }

    private boolean exitsWithTarget() {
        return options.exitWithTarget || !options.target.isEmpty();
    }

    private RecordingLoop.Settings settings(Configuration configuration, List<ResolvedProbe> probes) {
        int interval = options.snapshotInterval != null ? options.snapshotInterval : configuration.snapshotIntervalMs();
        double seconds = options.duration != null ? options.duration : Double.POSITIVE_INFINITY;
        return new RecordingLoop.Settings(interval, seconds, configuration.idleTimeout(),
                exitsWithTarget(), options.fidelity == Fidelity.EVENTS,
                options.stacks ? ProbePlanner.stackPeriodNs(probes) : 0);
    }

    private RecordingHeader header(Configuration configuration, FinelameObject object, Attachment attachment)
            throws IOException, BpfException {
        List<RecordingHeader.Feature> features = new ArrayList<>();
        List<String> missing = new ArrayList<>(configuration.model().features());
        for (String feature : attachment.features()) {
            features.add(new RecordingHeader.Feature(feature, configuration.datapointOf(feature)));
            missing.remove(feature);
        }
        return new RecordingHeader(RecordingHeader.FORMAT_VERSION, Version.TEXT, options.label(),
                Kernel.hostName(), Kernel.release(),
                new RecordingHeader.ClockPair(Clock.monotonic(), Clock.realtime()),
                configuration.path().toString(),
                configuration.text(), options.trainTime != null ? options.trainTime : configuration.trainTime(),
                options.snapshotInterval != null ? options.snapshotInterval : configuration.snapshotIntervalMs(),
                options.fidelity.recorded(),
                attachment.probes(), features, missing,
                RecordedLayout.of(object.datapointLayout()), RecordedLayout.of(object.eventLayout()),
                RecordedLayout.of(object.detector().scoreLayout()));
    }
}
