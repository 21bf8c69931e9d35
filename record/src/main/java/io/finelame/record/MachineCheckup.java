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

/** Finds out what this machine can attach, by attaching it. */
final class MachineCheckup {
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
        checkup.programs();
        return checkup.findings;
    }

    private void files() throws IOException {
        findings.add(Finding.ok("kernel", "Linux " + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip()));
        boolean btf = Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"));
        findings.add(btf
                ? Finding.ok("BTF", "/sys/kernel/btf/vmlinux")
                : Finding.no("BTF", "no /sys/kernel/btf/vmlinux: needs a kernel with CONFIG_DEBUG_INFO_BTF"));
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

    private void programs() throws IOException, ConfigurationException {
        try {
            findings.add(Finding.ok("libbpf", FinelameObject.libraryVersion()));
        } catch (BpfException e) {
            findings.add(Finding.no("libbpf", e.getMessage()));
            return;
        }
        try (FinelameObject object = FinelameObject.load(LoadOptions.of(16).withAutomatic(true).withWaits(true))) {
            findings.add(Finding.ok("eBPF programs", "load"));
            attachAll(object);
        } catch (BpfException e) {
            findings.add(Finding.no("eBPF programs", e.getMessage()));
        }
    }

    private void attachAll(FinelameObject object) throws IOException, ConfigurationException {
        Path java = Path.of("/proc/self/exe").toRealPath();
        Configuration automatic = AutomaticConfiguration.of(List.of(java));
        for (PlannedProbe probe : ProbePlanner.plan(automatic, ServerFiles.ofThisMachine(), null, false)) {
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
