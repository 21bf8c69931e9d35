package io.finelame.record;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of every command that records. */
public final class RecordingOptions {
    @Parameters(arity = "1..2", paramLabel = "[CONFIG] LABEL", description = "The configuration (fl_cfg.yml), which --pid and --exec can do without, and the recording's name.")
    private List<String> arguments;

    @Option(names = "--pid", paramLabel = "PID", split = ",", description = "Record these processes and their descendants, in a container or not. Without CONFIG, requests are mapped to threads automatically.")
    List<Integer> pids = List.of();

    @Option(names = "--exec", paramLabel = "PATH", description = "Record the processes that run this executable; requests are mapped to threads automatically.")
    Path executable;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "recordings", description = "The recording becomes DIR/LABEL. Default: ${DEFAULT-VALUE}.")
    Path out;

    @Option(names = "--duration", paramLabel = "S", description = "Stop after this many seconds.")
    Double duration;

    @Option(names = "--train-time", paramLabel = "S", description = "Seconds from the start whose requests train the model, instead of the configuration's.")
    Double trainTime;

    @Option(names = "--snapshot-interval", paramLabel = "MS", description = "Milliseconds from one snapshot to the next, instead of the configuration's.")
    Integer snapshotInterval;

    @Option(names = "--fidelity", paramLabel = "snapshots|events", defaultValue = "snapshots", description = "events: log each counter update too, for exact replay. Default: ${DEFAULT-VALUE}.")
    Fidelity fidelity;

    @Option(names = "--exit-with-target", description = "Stop when the server's last process ends.")
    boolean exitWithTarget;

    @Option(names = "--skip-unavailable", description = "Go on without the probes that this machine can't attach; the recording says which.")
    boolean skipUnavailable;

    @Option(names = "--statistics", paramLabel = "FILE", description = "Let the kernel count and time each eBPF program, and write what it found to this CSV file.")
    Path statistics;

    @Option(names = "--quiet", description = "Print nothing but errors.")
    boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    boolean debug;

    Path configurationFile;

    String label;

    /** @throws IllegalArgumentException where an option makes no sense */
    void check() {
        takeArguments();
        requirePositive("--duration", duration);
        requirePositive("--train-time", trainTime);
        requirePositive("--snapshot-interval", snapshotInterval == null ? null : (double) snapshotInterval);
        if (!label.matches("[A-Za-z0-9._-]+") || label.startsWith(".")) {
            throw new IllegalArgumentException(
                    "LABEL '" + label + "': expected letters, digits, '.', '_' and '-', because it names files");
        }
    }

    private void takeArguments() {
        if (executable != null && !pids.isEmpty()) {
            throw new IllegalArgumentException("--exec does not go with --pid: expected one of them");
        }
        label = arguments.getLast();
        configurationFile = arguments.size() == 2 ? Path.of(arguments.getFirst()) : null;
        if (executable != null && configurationFile != null) {
            throw new IllegalArgumentException(
                    "--exec does without a configuration: expected LABEL alone, or CONFIG LABEL"
                            + " without --exec");
        }
        if (executable == null && pids.isEmpty() && configurationFile == null) {
            throw new IllegalArgumentException("expected CONFIG and LABEL, or --pid or --exec with LABEL alone; found '"
                    + label + "' alone");
        }
    }

    private static void requirePositive(String option, Double value) {
        if (value != null && !(value > 0)) {
            throw new IllegalArgumentException(option + " " + value + ": expected a number above 0");
        }
    }

    Path directory() {
        return out.resolve(label);
    }

    public String label() {
        return label;
    }

    /** Null where there is none. */
    public Path configurationFile() {
        return configurationFile;
    }

    /** Seconds, or null where the configuration's holds. */
    public Double trainTime() {
        return trainTime;
    }
}
