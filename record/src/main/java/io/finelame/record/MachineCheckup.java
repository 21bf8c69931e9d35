package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.ElfFile;
import io.finelame.bpf.FinelameObject;
import io.finelame.bpf.Link;
import io.finelame.bpf.LoadOptions;
import io.finelame.bpf.PerfEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Finds out what this machine can attach, by attaching it. */
final class MachineCheckup {
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");
    private static final long SAMPLE_PERIOD = 1_000_000;

    private final boolean configured;
    private final List<Finding> findings = new ArrayList<>();

    private MachineCheckup(boolean configured) {
        this.configured = configured;
    }

    /**
     * @param configured whether a configuration says which probes are needed; otherwise those of automatic mapping are
     */
    static List<Finding> run(boolean configured) throws IOException, ConfigurationException {
        MachineCheckup checkup = new MachineCheckup(configured);
        checkup.files();
        checkup.rights();
        checkup.space();
        checkup.programs();
        return checkup.findings;
    }

    private void files() {
        findings.add(Finding.ok("Java", System.getProperty("java.version") + ", " + System.getProperty("java.home")));
        findings.add(Finding.ok("kernel", "Linux " + Kernel.release()));
        findings.add(Files.isReadable(BTF)
                ? Finding.ok("BTF", BTF.toString())
                : Finding.note("BTF", "not at " + BTF + ": whether libbpf finds it elsewhere, loading shows"));
        boolean tracefs = Files.isDirectory(Path.of("/sys/kernel/tracing/events"));
        findings.add(tracefs
                ? Finding.ok("tracefs", "/sys/kernel/tracing")
                : Finding.note("tracefs", "not mounted, and not needed: BTF tracepoints stand in for classic ones"));
        boolean kprobes = Files.exists(Path.of("/sys/bus/event_source/devices/kprobe"));
        findings.add(kprobes
                ? Finding.ok("kprobes", "in this kernel, and not needed")
                : Finding.note("kprobes", "not in this kernel, and not needed: BTF tracepoints stand in for them"));
    }

    private void rights() {
        List<Capabilities> missing = Capabilities.missing();
        findings.add(missing.isEmpty()
                ? Finding.ok("rights", "CAP_BPF, CAP_PERFMON")
                : Finding.no("rights", Capabilities.describe(missing)));
    }

    private void space() {
        Path here = Path.of("").toAbsolutePath();
        OptionalLong free = new FreeSpace(here).bytes();
        if (free.isEmpty()) {
            findings.add(Finding.note("disk", "free space of " + here + " is unknown: recording goes on, unwatched"));
        } else {
            String detail = "%,d MB free in %s".formatted(free.getAsLong() / 1_000_000, here);
            findings.add(free.getAsLong() >= RecordingWriter.RESERVE
                    ? Finding.ok("disk", detail)
                    : Finding.no("disk", detail + ": record --out to another disk, %,d MB stay in reserve"
                            .formatted(RecordingWriter.RESERVE / 1_000_000)));
        }
    }

    /** Needed to build, and for ebpf_prog. */
    private void compiler() {
        boolean clang = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "clang")));
        boolean headers = Files.isReadable(Path.of("/usr/include/bpf/bpf_helpers.h"));
        if (clang && headers) {
            findings.add(Finding.ok("compiler", "clang, and libbpf's headers"));
        } else {
            findings.add(Finding.note("compiler", (clang ? "libbpf's headers are" : "clang is")
                    + " missing: only an ebpf_prog in C, and a build, need it; 'finelame setup' installs it"));
        }
    }

    private void programs() throws IOException, ConfigurationException {
        compiler();
        try {
            findings.add(Finding.ok("libbpf", FinelameObject.libraryVersion()));
        } catch (BpfException e) {
            findings.add(Finding.no("libbpf", e.getMessage()));
            if (FinelameObject.isIncluded()) {
                return;
            }
        }
        try (FinelameObject object = FinelameObject.load(LoadOptions.of(16).withAutomatic(true).withWaits(true))) {
            findings.add(Finding.ok("eBPF programs", "load"));
            attachAll(object);
        } catch (BpfException e) {
            boolean btf = Files.isReadable(BTF) || !FinelameObject.isIncluded();
            findings.add(Finding.no("eBPF programs", e.getMessage()
                    + (btf ? "" : "; there is no BTF: mount /sys, or boot a kernel with CONFIG_DEBUG_INFO_BTF")));
        }
    }

    private void attachAll(FinelameObject object) throws IOException, ConfigurationException {
        Path java = Path.of(System.getProperty("java.home"), "bin/java").toRealPath();
        Configuration automatic = AutomaticConfiguration.of(List.of(java), false);
        for (PlannedProbe probe : ProbePlanner.plan(automatic, ServerFiles.ofThisMachine(), null,
                new Selection.Executables())) {
            attachPlanned(object, probe);
        }
        ElfFile.Function main = ElfFile.read(java).function("main");
        if (main != null) {
            long offset = main.offsets().getFirst();
            int self = (int) ProcessHandle.current().pid();
            String use = ": only request mappers and malloc monitors need it";
            attachOptional("uprobe", "attaches", use, () -> object.attachMapper(0, self, java, offset, false));
            attachOptional("uretprobe", "attaches", use, () -> object.attachMapper(0, self, java, offset, true));
        }
        attachOptional("PMU", "counts cache misses and references",
                ": REQ_CACHE_MISSES and REQ_CACHE_REFS can't be recorded", () -> object.program("probe_cache_miss")
                        .attachPerfEvent(PerfEvent.open(PerfEvent.Kind.CACHE_MISSES, SAMPLE_PERIOD, 0)));
    }

    private void attachPlanned(FinelameObject object, PlannedProbe probe) {
        if (probe instanceof PlannedProbe.Shared) {
            return;
        }
        boolean timer = probe instanceof PlannedProbe.Sampled;
        String what = timer ? "timer" : probe.attachedAs();
        try {
            probe.attach(object, 0).forEach(Link::close);
            findings.add(Finding.ok(what, timer ? "perf event cpu-clock" : "attaches"));
        } catch (BpfException e) {
            findings.add(configured ? Finding.note(what, e.getMessage()) : Finding.no(what, e.getMessage()));
        }
    }

    private interface Attaching {
        Link attach() throws BpfException;
    }

    /** @param use what it is for, where it doesn't attach */
    private void attachOptional(String what, String detail, String use, Attaching attaching) {
        try (Link _ = attaching.attach()) {
            findings.add(Finding.ok(what, detail));
        } catch (BpfException e) {
            findings.add(Finding.note(what, e.getMessage() + use));
        }
    }
}
