package io.finelame.record.doctor;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.EventLog;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelHook;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.record.machine.WaysToAttach;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** Checks which eBPF programs this kernel loads and attaches, and which ways of recording that allows, by trying. */
final class ProgramCheckup {
    private static final List<String> IN_KERNEL = List.of("sched_switch", "probe_tcp_sendmsg",
            "probe_tcp_cleanup_rbuf", "connection_closed", "hand_over_request", "pass_request", "settle_goroutine",
            "follow_child_process",
            "forget_ended_process", "find_executed_process");
    private static final List<String> AUTOMATIC = List.of("sched_switch", "probe_tcp_sendmsg",
            "probe_tcp_cleanup_rbuf", "connection_closed", "hand_over_request", "pass_request", "settle_goroutine",
            "follow_child_process",
            "forget_ended_process", "find_executed_process");
    private static final List<String> MAPPERS = List.of("sched_switch", "uprobe", "uretprobe");
    private static final long TIMER_NS = 10_000_000;
    private static final long SAMPLE_PERIOD = 1_000_000;
    private static final int RING_BYTES = 4096;
    private static final long REQUEST = 1;

    private final FinelameObject object;
    private final boolean configured;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> attached = new LinkedHashSet<>();

    private ProgramCheckup(FinelameObject object, boolean configured) {
        this.object = object;
        this.configured = configured;
    }

    /**
     * With all that a recording may ask of the programs: the verifier looks only at what can be reached.
     *
     * @param configured whether a configuration says which probes are needed; otherwise those of automatic mapping are
     */
    static List<Finding> run(boolean configured) throws IOException {
        WaysToAttach.ofThisKernel();
        LoadOptions options = LoadOptions.of(16).with(EnumSet.allOf(LoadOptions.Part.class)).withEvents(RING_BYTES);
        try (FinelameObject object = FinelameObject.load(options)) {
            ProgramCheckup checkup = new ProgramCheckup(object, configured);
            checkup.findings.add(Finding.ok("eBPF programs", "load"));
            checkup.inKernel();
            checkup.functions();
            checkup.perfEvents();
            checkup.ways();
            return checkup.findings;
        } catch (BpfException e) {
            boolean btf = Files.isReadable(MachineCheckup.BTF) || !FinelameObject.isIncluded();
            return List.of(Finding.no("eBPF programs", e.getMessage()
                    + (btf ? "" : "; there is no BTF: mount /sys, or boot a kernel with CONFIG_DEBUG_INFO_BTF")));
        }
    }

    private void inKernel() {
        for (String program : IN_KERNEL) {
            KernelHook.Way way = KernelHook.of(program).flatMap(object::way).orElse(null);
            String section = object.section(program);
            String target = section.substring(section.indexOf('/') + 1);
            boolean standsIn = way != null && way.kind() != KernelHook.Kind.TP_BTF;
            attach(program, standsIn ? way.kind().section() + "/" + way.places().getFirst().target() : section,
                    standsIn ? "attaches for " + target + ", with all of " + way.describe() : "attaches",
                    () -> object.attach(program));
        }
    }

    private void functions() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin/java").toRealPath();
        ElfFile.Function main = ElfFile.read(java).function("main");
        if (main == null) {
            return;
        }
        int self = (int) ProcessHandle.current().pid();
        long offset = main.offsets().getFirst();
        String use = ": only request mappers and malloc monitors need it";
        attach("uprobe", "uprobe", "attaches", use, () -> List.of(object.attachMapper(0, self, java, offset, false)));
        attach("uretprobe", "uretprobe", "attaches", use,
                () -> List.of(object.attachMapper(0, self, java, offset, true)));
    }

    private void perfEvents() {
        KernelHook.Way timer = object.way(KernelHook.TIMER).orElse(null);
        attach("timer", "timer", timer == null ? "" : timer.describe(), () -> timer == null
                || timer.kind() != KernelHook.Kind.PERF_EVENT
                        ? object.attach("update_cputime")
                        : List.of(object.program("update_cputime").attachPerfEvent(
                                PerfEvent.open(PerfEvent.Kind.CPU_CLOCK, TIMER_NS, 0))));
        attach("PMU", "PMU", "counts cache misses and references",
                ": REQ_CACHE_MISSES and REQ_CACHE_REFS can't be recorded", () -> List.of(object
                        .program("probe_cache_miss")
                        .attachPerfEvent(PerfEvent.open(PerfEvent.Kind.CACHE_MISSES, SAMPLE_PERIOD, 0))));
    }

    private interface Attaching {
        List<Link> attach() throws BpfException;
    }

    /** What automatic mapping needs. */
    private void attach(String name, String what, String detail, Attaching attaching) {
        try {
            attaching.attach().forEach(Link::close);
            attached.add(name);
            findings.add(Finding.ok(what, detail));
        } catch (BpfException e) {
            findings.add(without(configured, what, e.getMessage()));
        }
    }

    /** @param use what it is for, where it doesn't attach */
    private void attach(String name, String what, String detail, String use, Attaching attaching) {
        try {
            attaching.attach().forEach(Link::close);
            attached.add(name);
            findings.add(Finding.ok(what, detail));
        } catch (BpfException e) {
            findings.add(Finding.note(what, e.getMessage() + use));
        }
    }

    private static Finding without(boolean optional, String what, String detail) {
        return optional ? Finding.note(what, detail) : Finding.no(what, detail);
    }

    /** The minimum is where the newest facility that a way needs came into the kernel; docs/kernels.md lists all. */
    private void ways() {
        way("automatic mapping", AUTOMATIC, configured, "needs Linux 5.15 (bpf_task_pt_regs)");
        way("request mappers", MAPPERS, true, "needs Linux 5.15 (bpf_get_attach_cookie)");
        AtomicInteger logged = new AtomicInteger();
        AtomicInteger flagged = new AtomicInteger();
        String failure = null;
        try (EventLog events = object.events(event -> logged.incrementAndGet());
                RingBuffer detections = object.detector().detections(detection -> flagged.incrementAndGet())) {
            object.detector().logEvents();
            object.detector().deploy(flagsEverything());
            update();
            events.drain();
            detections.poll(0);
        } catch (BpfException e) {
            failure = e.getMessage();
        }
        tried("detection", flagged.get(), "flags a request", failure,
                "needs Linux 5.14 (BPF_PROG_TYPE_SYSCALL, to try it)");
        tried("fidelity events", logged.get(), "logs an update", failure, "needs Linux 5.12 (atomic operations)");
    }

    private void way(String name, List<String> needed, boolean optional, String minimum) {
        List<String> missing = needed.stream().filter(program -> !attached.contains(program)).toList();
        if (!missing.isEmpty()) {
            findings.add(without(optional, name, "without " + String.join(", ", missing) + "; " + minimum));
            return;
        }
        List<String> with = needed.stream().map(this::kind).distinct().toList();
        findings.add(Finding.ok(name, "works with " + String.join(", ", with) + "; " + minimum));
    }

    private String kind(String program) {
        if (program.startsWith("u")) {
            return program;
        }
        return KernelHook.of(program).flatMap(object::way).map(way -> way.kind().section()).orElse("tp_btf");
    }

    private void tried(String name, int count, String success, String failure, String minimum) {
        findings.add(count == 1
                ? Finding.ok(name, success + "; " + minimum)
                : Finding.note(name,
                        (failure == null ? "the trial got " + count + " of 1" : failure) + "; " + minimum));
    }

    /** Any CPU time at all is beyond its only cluster. */
    private static DetectorModel flagsEverything() {
        int features = Feature.values().length;
        long[] weights = new long[features];
        Arrays.fill(weights, 1);
        return DetectorModel.l1(new long[]{0}, new long[1][features], weights, new int[features]);
    }

    /** A request that uses a millisecond of CPU time; {@code struct update} in maps.bpf.h. */
    private void update() throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment update = arena.allocate(32, 8);
            update.set(JAVA_LONG, 0, REQUEST);
            update.set(JAVA_LONG, 8, 1);
            update.set(JAVA_LONG, 16, 1_000_000);
            object.program("apply_update").testRun(update);
        }
    }
}
