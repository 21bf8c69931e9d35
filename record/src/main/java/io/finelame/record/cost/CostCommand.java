package io.finelame.record.cost;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.cli.file.InputException;
import io.finelame.record.RecordingCommand;
import io.finelame.record.capture.Companion;
import io.finelame.record.capture.LiveRecording;
import io.finelame.record.capture.OrderlyEnd;
import io.finelame.record.capture.Recorder;
import io.finelame.record.config.RecordingOptions;
import io.finelame.record.target.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finelame cost}: what recording costs a running server, measured on it. */
@Command(name = "finelame cost", sortOptions = false, mixinStandardHelpOptions = true, header = "Measure what recording costs a running server.", description = {
        "Records a server that is in use in every second slice of --duration (30 s by default), and compares its CPU time while it is recorded with that before and after. Its load should be steady. Takes the options of record; the recordings are deleted.",
        "CPU time is per second, and per TCP segment that the server's network namespace sent: the latter evens out changes of the load."}, customSynopsis = "finelame cost [OPTION...] [CONFIG]", exitCodeList = {
                "0:success", "1:failure; the server used no CPU time",
                "2:wrong usage or wrong input"}, footerHeading = "%nExamples:%n", footer = {
                        "  finelame cost --pid 1234", "  finelame cost --pid 1234 --memory",
                        "  finelame cost --duration 120 fl_cfg.yml"})
public final class CostCommand implements RecordingCommand {
    private static final double DEFAULT_SECONDS = 30;
    private static final int SLICES = 15;
    private static final double LEAST_SECONDS = 7.5;
    /** The programs are attached, and the first requests since then are complete. */
    private static final long SETTLE_NS = 200_000_000L;
    private static final int LOOK_MS = 50;

    @Mixin
    private RecordingOptions options;

    @Option(names = "--json", description = "Print the results as JSON.")
    private boolean json;

    @Override
    public RecordingOptions options() {
        return options;
    }

    private void checkOptions() throws IOException {
        options.check();
        if (!options.target.isEmpty()) {
            throw new InputException("-- COMMAND: expected a server that runs already: --pid, --exec, --cgroup,"
                    + " --container or a CONFIG");
        }
        if (options.duration != null && options.duration < LEAST_SECONDS) {
            throw new InputException("--duration " + options.duration + ": expected at least " + LEAST_SECONDS
                    + " seconds, for " + SLICES + " slices");
        }
    }

    @Override
    public Integer call() throws BpfException, IOException, InterruptedException {
        checkOptions();
        Server server = Server.of(options);
        long sliceNs = (long) ((options.duration == null ? DEFAULT_SECONDS : options.duration) * 1e9 / SLICES);
        boolean quiet = options.quiet || json;
        options.quiet = true;
        options.duration = null;
        List<Slice> slices = new ArrayList<>();
        Path scratch = Files.createTempDirectory("finelame-cost");
        try {
            for (int i = 0; i < SLICES && !OrderlyEnd.isSignalled(); i++) {
                slices.add(i % 2 == 0 ? unrecorded(server, sliceNs) : recorded(server, sliceNs, scratch, i));
                requireLoad(slices.getLast());
                if (!quiet) {
                    System.err.printf(Locale.ROOT, "%2d of %d: %s, %.1f %% of a CPU%n", i + 1, SLICES,
                            i % 2 == 0 ? "not recorded" : "recorded", 100 * slices.getLast().cpuPerSecond());
                }
            }
        } finally {
            delete(scratch);
        }
        if (slices.size() < SLICES || OrderlyEnd.isSignalled()) {
            throw new IOException("interrupted: nothing was kept");
        }
        CostReport.print(slices, json);
        return 0;
    }

    private static void requireLoad(Slice slice) throws IOException {
        if (slice.cpuNs() == 0) {
            throw new IOException(String.format(Locale.ROOT,
                    "the server used no CPU time in %.1f s: put it under load, or choose a longer --duration",
                    slice.ns() / 1e9));
        }
    }

    private static Slice unrecorded(Server server, long ns) throws IOException, InterruptedException {
        Slice.Reading begin = Slice.Reading.of(processes(server));
        for (long end = begin.ns() + ns; Clock.monotonic() < end && !OrderlyEnd.isSignalled();) {
            TimeUnit.NANOSECONDS.sleep(Math.clamp(end - Clock.monotonic(), 0, TimeUnit.MILLISECONDS.toNanos(LOOK_MS)));
        }
        return Slice.between(begin, Slice.Reading.of(processes(server)));
    }

    private static Set<Integer> processes(Server server) throws IOException {
        Set<Integer> processes = server.processes();
        if (processes.isEmpty()) {
            throw new IOException("the server has no process that runs: start it, and put it under load");
        }
        return processes;
    }

    /** Reads between the probes' attachment and their end. */
    private static final class Reader implements Companion {
        private final Server server;
        private final long ns;
        private long attachedNs;
        private Slice.Reading begin;
        private Slice slice;

        Reader(Server server, long ns) {
            this.server = server;
            this.ns = ns;
        }

        @Override
        public void started(LiveRecording recording) {
            attachedNs = Clock.monotonic();
        }

        @Override
        public void tick(LiveRecording recording) throws IOException {
            long now = Clock.monotonic();
            if (begin == null && now - attachedNs >= SETTLE_NS) {
                begin = Slice.Reading.of(processes(server));
            } else if (begin != null && slice == null && now - begin.ns() >= ns) {
                slice = Slice.between(begin, Slice.Reading.of(processes(server)));
                recording.stop("duration");
            }
        }
    }

    private Slice recorded(Server server, long ns, Path scratch, int number)
            throws BpfException, IOException, InterruptedException {
        options.recordTo(scratch, "slice-" + number);
        Reader reader = new Reader(server, ns);
        new Recorder(options, reader).record();
        if (reader.slice == null) {
            throw new IOException(OrderlyEnd.isSignalled() ? "interrupted: nothing was kept" : "the server ended");
        }
        return reader.slice;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
