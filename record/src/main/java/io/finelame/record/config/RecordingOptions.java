package io.finelame.record.config;

import io.finelame.bpf.finelame.KernelHooks;
import io.finelame.cli.file.InputException;
import io.finelame.record.machine.Capability;
import io.finelame.record.machine.Kernel;
import io.finelame.recording.Fidelity;
import io.finelame.recording.RecordingHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options of every command that records. */
public final class RecordingOptions {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(arity = "0..*", paramLabel = "[CONFIG] [LABEL] [-- COMMAND...]", hideParamSyntax = true, description = {
            "CONFIG: configuration file (fl_cfg.yml); optional with --pid, --cgroup, --container or a COMMAND.",
            "LABEL: name of the recording. Default: program and time.",
            "COMMAND: server to launch, and to record until it ends."})
    private List<String> arguments = List.of();

    @Option(names = "--pid", paramLabel = "PID", split = ",", description = "Record these processes and their descendants, in a container or not. Without CONFIG, requests are mapped to threads automatically.")
    public List<Integer> pids = List.of();

    @Option(names = "--exec", paramLabel = "FILE", description = "Record the processes that run this executable, however short-lived; requests are mapped to threads automatically. Can be repeated.")
    public List<Path> executables = List.of();

    @Option(names = "--cgroup", paramLabel = "DIR", description = "Record the processes of this cgroup (version 2) and its descendants, including those that join later.")
    public Path cgroup;

    @Option(names = "--container", paramLabel = "ID", description = "Record the processes of the container with this id or id prefix, from the cgroup that Docker, Podman, containerd, CRI-O or LXC named after it.")
    public String container;

    @Option(names = "--memory", description = "Count the bytes that requests allocate (REQ_MEM_MALLOC), by probing the allocators found in the memory of the server's processes. Each allocation costs two traps.")
    public boolean memory;

    @Option(names = "--stacks", description = "Sample the stack of the running thread at each tick of the CPU timer (cputime_sample_period), and at each detection, with the request that it works for: in which code requests use CPU time (docs/stacks.md).")
    public boolean stacks;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "recordings", description = "Write the recording to DIR/LABEL. Default: ${DEFAULT-VALUE}.")
    Path out;

    @Option(names = "--duration", paramLabel = "S", description = "Stop after this many seconds.")
    public Double duration;

    @Option(names = "--train-time", paramLabel = "S", description = "End of the training window, in seconds from the start; overrides the configuration.")
    public Double trainTime;

    @Option(names = "--snapshot-interval", paramLabel = "MS", description = "Milliseconds between snapshots; overrides the configuration.")
    public Integer snapshotInterval;

    @Option(names = "--fidelity", paramLabel = "snapshots|events", defaultValue = "snapshots", description = "events: also log each counter update, for exact replay. Default: ${DEFAULT-VALUE}.")
    public Fidelity fidelity;

    @Option(names = "--exit-with-target", description = "Stop when the server's last process ends.")
    public boolean exitWithTarget;

    @Option(names = "--skip-unavailable", description = "Continue without the probes that this machine can't attach; the recording lists them.")
    public boolean skipUnavailable;

    @Option(names = "--statistics", paramLabel = "FILE", description = "Have the kernel count and time the runs of each eBPF program, and write the results to this CSV file.")
    public Path statistics;

    @Option(names = "--ready-fd", paramLabel = "N", description = "Write a line to this file descriptor when the probes are attached, and close it. systemd is notified without it (Type=notify).")
    private Integer readyFd;

    @Option(names = "--trace", description = "Print each mapping of a thread, with the function that made it, and each update of a request's counters on standard output.")
    public boolean trace;

    @Option(names = "--quiet", description = "Print nothing but errors.")
    public boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    boolean debug;

    public Path configurationFile;

    /** The command to start; empty if the server runs already. */
    public List<String> target = List.of();

    private String label;

    /** @throws InputException if an option makes no sense */
    public void check() throws IOException {
        takeArguments();
        readiness().check();
        requirePositive("--duration", duration);
        requirePositive("--train-time", trainTime);
        requirePositive("--snapshot-interval", snapshotInterval == null ? null : (double) snapshotInterval);
        if (!RecordingHeader.isLabel(label)) {
            throw new InputException("LABEL '" + label + "': expected " + RecordingHeader.LABEL);
        }
    }

    private void takeArguments() throws IOException {
        if (label != null) {
            return;
        }
        List<String> all = command.commandLine().getParseResult().originalArgs();
        int dashes = all.indexOf("--");
        int first = arguments.size() - (dashes < 0 ? 0 : all.size() - dashes - 1);
        target = arguments.subList(first, arguments.size());
        List<String> names = arguments.subList(0, first);
        long choices = Stream.of(!executables.isEmpty(), cgroup != null, container != null, !pids.isEmpty(),
                !target.isEmpty()).filter(given -> given).count();
        if (choices > 1 || names.size() > 2 || dashes >= 0 && target.isEmpty()) {
            throw new InputException(
                    "expected one of --pid, --exec, --cgroup, --container, -- COMMAND, or a CONFIG that says what to"
                            + " record; then LABEL");
        }
        boolean configured = names.size() == 2 || names.size() == 1 && Files.isRegularFile(Path.of(names.getFirst()));
        configurationFile = configured ? Path.of(names.getFirst()) : null;
        label = names.size() > (configured ? 1 : 0) ? names.getLast() : defaultLabel();
        if (choices == 0 && !configured && names.size() == 1 && !RecordingHeader.isLabel(names.getFirst())) {
            throw new InputException(names.getFirst()
                    + ": no such file: expected a CONFIG, or --pid, --exec, --cgroup, --container or -- COMMAND");
        }
        if (choices == 0 && !configured) {
            throw new InputException(names.isEmpty()
                    ? "expected what to record: --pid, --exec, --cgroup, --container, -- COMMAND, or a CONFIG"
                    : "expected a CONFIG before LABEL, or --pid, --exec, --cgroup, --container or -- COMMAND; found '"
                            + label + "' alone");
        }
        if (!executables.isEmpty() && configurationFile != null) {
            throw new InputException(
                    "--exec can't be combined with a CONFIG: expected LABEL alone, or CONFIG LABEL"
                            + " without --exec");
        }
    }

    private String defaultLabel() throws IOException {
        String name = "recording";
        if (!target.isEmpty()) {
            name = Path.of(target.getFirst()).getFileName().toString();
        } else if (!executables.isEmpty()) {
            name = executables.getFirst().getFileName().toString();
        } else if (cgroup != null) {
            name = cgroup.toAbsolutePath().getFileName().toString();
        } else if (container != null) {
            name = container;
        } else if (!pids.isEmpty() && Files.isReadable(Path.of("/proc/" + pids.getFirst() + "/comm"))) {
            name = Files.readString(Path.of("/proc/" + pids.getFirst() + "/comm")).strip();
        }
        return name.replaceAll("[^A-Za-z0-9_-]", "-") + "-" + LocalDateTime.now().format(TIME);
    }

    /** What it needs beside what any recording does. */
    public Set<Capability> furtherCapabilities() throws IOException {
        Set<Capability> further = EnumSet.noneOf(Capability.class);
        if (needsAdministration()) {
            further.add(Capability.SYS_ADMIN);
        }
        if (stacks) {
            further.add(Capability.SYSLOG);
        }
        return further;
    }

    /** Whether its kernel wants CAP_SYS_ADMIN of it: to time programs, or for perf events, at functions or of the CPU timer. */
    private boolean needsAdministration() throws IOException {
        Optional<Configuration> configured = configurationFile == null
                ? Optional.empty()
                : Optional.of(Configuration.load(configurationFile));
        boolean functions = memory || configured.map(Configuration::probesUserSpace).orElse(false);
        boolean own = configured.flatMap(Configuration::ebpfProgram).isPresent();
        return statistics != null || own || functions && !KernelHooks.attachesToFunctionsByLinks()
                || stacks && Kernel.restrictsPerfEvents();
    }

    private static void requirePositive(String option, Double value) {
        if (value != null && !(value > 0)) {
            throw new InputException(option + " " + value + ": expected a number above 0");
        }
    }

    public Readiness readiness() {
        return new Readiness(readyFd);
    }

    public Path directory() {
        return out.resolve(label);
    }

    /** @throws InputException if the arguments don't say what to record */
    public String label() throws IOException {
        takeArguments();
        return label;
    }

    /** Has the next recording made elsewhere, under another name. */
    public void recordTo(Path elsewhere, String name) {
        out = elsewhere;
        label = name;
    }

    /** Null if there is none. */
    public Path configurationFile() {
        return configurationFile;
    }

    /** Seconds, or null if the configuration's holds. */
    public Double trainTime() {
        return trainTime;
    }
}
