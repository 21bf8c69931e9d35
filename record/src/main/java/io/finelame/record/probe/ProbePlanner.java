package io.finelame.record.probe;

import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.KernelHook;
import io.finelame.bpf.finelame.KernelHooks;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.bpf.finelame.Operation;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.cli.file.ConfigurationException;
import io.finelame.cli.file.Place;
import io.finelame.cli.text.Nearest;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.ProbeFunction;
import io.finelame.record.config.RequestBoundary;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Resolves a configuration's probes on this machine: executables, symbols, kernel events. Nothing is attached; every
 * problem is found, not only the first.
 */
public final class ProbePlanner {
    private static final long MS = 1_000_000;
    private static final int NEAREST = 3;
    private static final int CANDIDATES = 8;

    private final Configuration configuration;
    private final ServerFiles serverFiles;
    private final OwnPrograms own;
    private final Selection selection;
    private final KernelHooks hooks;
    private final List<PlannedProbe> probes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<Path, ElfFile> files = new HashMap<>();
    private int monitors;

    private ProbePlanner(Configuration configuration, ServerFiles serverFiles, OwnPrograms own,
            Selection selection, KernelHooks hooks) {
        this.selection = selection;
        this.own = own;
        this.hooks = hooks;
        this.configuration = configuration;
        this.serverFiles = serverFiles;
    }

    /** @param problems one line each */
    public record Plan(List<PlannedProbe> probes, List<String> problems) {}

    /**
     * @param own the configuration's {@code ebpf_prog}; null if there is none
     * @param selection how the processes are chosen
     * @throws ConfigurationException with one line for each problem
     */
    public static List<PlannedProbe> plan(Configuration configuration, ServerFiles files, OwnPrograms own,
            Selection selection) throws ConfigurationException {
        Plan plan = survey(configuration, files, own, selection);
        if (!plan.problems.isEmpty()) {
            throw new ConfigurationException(plan.problems);
        }
        return plan.probes;
    }

    /** What can be resolved, and what can't. */
    public static Plan survey(Configuration configuration, ServerFiles files, OwnPrograms own, Selection selection) {
        return survey(configuration, files, own, selection, KernelHooks.ofThisKernel());
    }

    /** @param hooks what works in the kernel */
    static Plan survey(Configuration configuration, ServerFiles files, OwnPrograms own, Selection selection,
            KernelHooks hooks) {
        ProbePlanner planner = new ProbePlanner(configuration, files, own, selection, hooks);
        configuration.resourceMonitors().forEach(planner::planResource);
        configuration.hardwareMonitors().forEach(planner::planHardware);
        planner.planCompanions();
        if (configuration.automatic() || !(selection instanceof Selection.Executables)) {
            planner.planFollowing();
        }
        configuration.applications().forEach(planner::planApplication);
        return new Plan(planner.probes, planner.problems);
    }

    /** @return options by which the programs count what the probes ask for */
    public static LoadOptions withCounted(List<PlannedProbe> probes, LoadOptions options) {
        Set<String> monitors = probes.stream().map(PlannedProbe::program).collect(Collectors.toSet());
        return options.withWaits(monitors.contains("probe_offcpu"))
                .withPeerWaits(monitors.contains("probe_peer_wait")).withAges(monitors.contains("probe_age"));
    }

    private void planResource(Configuration.ResourceMonitor monitor) {
        switch (ProbeFunction.BY_NAME.get(monitor.function())) {
            case ProbeFunction.KernelMonitor its -> kernel(monitor, its);
            case ProbeFunction.MemoryMonitor its -> memory(monitor, its.allocation());
            case ProbeFunction.AllocatorsMonitor _ ->
                probes.add(new PlannedProbe.Allocators(monitor.event(), monitor.function()));
            case ProbeFunction.SampledMonitor its when its.kind() == PerfEvent.Kind.CPU_CLOCK -> timer(monitor.event());
            case null, default -> ownMonitor(monitor);
        }
    }

    private void ownMonitor(Configuration.ResourceMonitor monitor) {
        BpfProgram program = ownProgram(monitor.place(), monitor.function());
        if (program == null) {
            return;
        }
        if (!isUserLevel(program)) {
            probes.add(new PlannedProbe.OwnInKernel(monitor.event(), monitor.function(), program.section(),
                    monitor.features()));
            return;
        }
        if (monitor.execPath() == null) {
            problems.add(monitor.place() + ": " + monitor.function() + " is a " + program.section()
                    + ": expected side: u, and exec_path");
            return;
        }
        ElfFile.Function function = resolve(monitor.place(), monitor.execPath(), monitor.event());
        boolean atReturn = program.section().startsWith("uretprobe");
        if (function != null && (!atReturn
                || accept(UnsafeProbe.atReturn(files.get(monitor.execPath()), function), monitor.place()))) {
            probes.add(new PlannedProbe.OwnMonitor(monitor.event(), monitor.function(), real(monitor.execPath()),
                    function.offsets(), atReturn,
                    monitor.features().isEmpty() ? List.of("REQ_CUSTOM") : monitor.features()));
        }
    }

    private static boolean isUserLevel(BpfProgram program) {
        return program.section().startsWith("uprobe") || program.section().startsWith("uretprobe");
    }

    /** Null, and a problem noted, where there is none. */
    private BpfProgram ownProgram(Place place, String name) {
        BpfProgram program = own == null ? null : own.program(name).orElse(null);
        if (program == null) {
            problems.add(place + ": no program '" + name + "'" + (own == null
                    ? ""
                    : " in ebpf_prog, which has " + String.join(", ", own.names()) + Nearest.hint(name, own.names())));
        }
        return program;
    }

    /** What asked for a kprobe, or for a tracepoint of the same meaning, gets what works in this kernel. */
    private void kernel(Configuration.ResourceMonitor monitor, ProbeFunction.KernelMonitor its) {
        if (its.automatic() && !configuration.automatic()) {
            problems.add(
                    monitor.place() + ": " + monitor.function() + " counts what automatic mapping sees: expected an"
                            + " application with mapper: auto");
            return;
        }
        String event = monitor.event().substring(monitor.event().indexOf(':') + 1);
        if (!event.equals(its.otherEvent()) && !event.equals(its.tracepoint())) {
            problems.add(
                    monitor.place() + ": event '" + monitor.event() + "' can't be combined with " + monitor.function()
                            + ": expected " + its.otherEvent() + " or " + its.tracepoint());
            return;
        }
        String servedBy = servedBy(its.program(), its.tracepoint());
        String note = servedBy.equals("tp_btf/" + event) ? "" : event + " is served by " + servedBy;
        tracepoint(monitor.event(), monitor.function(), its.program(), its.tracepoint(), note);
    }

    /** Two monitors may share a program: attached twice, it would count twice. */
    private void tracepoint(String event, String function, String program, String tracepoint, String note) {
        boolean there = probes.stream()
                .anyMatch(probe -> probe instanceof PlannedProbe.InKernel other
                        && other.kernelProgram().equals(program));
        String servedBy = servedBy(program, tracepoint);
        String difference = note.isEmpty() && !servedBy.equals("tp_btf/" + tracepoint)
                ? tracepoint + " is served by " + servedBy
                : note;
        probes.add(there
                ? new PlannedProbe.Shared(event, function, servedBy)
                : new PlannedProbe.InKernel(event, function, program, servedBy, difference));
    }

    private String servedBy(String program, String tracepoint) {
        return KernelHook.of(program)
                .map(hook -> hooks.way(hook).map(KernelHook.Way::describe).orElse("nothing in this kernel"))
                .orElse("tp_btf/" + tracepoint);
    }

    /** @param otherwise how a function is called that is none of a known allocator's */
    private void memory(Configuration.ResourceMonitor monitor, Allocation otherwise) {
        Path file = monitor.execPath();
        if (file == null) {
            problems.add(monitor.place() + ": " + monitor.function()
                    + " counts a user-level function: expected side: u, and exec_path");
            return;
        }
        ElfFile.Function function = resolve(monitor.place(), file, monitor.event());
        if (function == null) {
            return;
        }
        if (monitor.event().equals(AllocatorFunctions.GO) && !files.get(file).passesGoArgumentsInRegisters()) {
            problems.add(monitor.place() + ": " + file + " is of a Go before 1.18, whose functions get their arguments"
                    + " on the stack: expected a newer one; REQ_PGFLT counts the pages that a request touches");
            return;
        }
        Allocation allocation = AllocatorFunctions.find(monitor.event()).orElse(otherwise);
        // A return probe has its place at the function's entry: the kernel finds the return address there.
        List<Long> offsets = allocation.isProbedAtReturn() || allocation.failure() == Allocation.Failure.THROWN
                ? function.offsets()
                : cheapest(file, function, Math.max(allocation.size(), allocation.count()));
        probes.add(new PlannedProbe.Memory(monitor.event(), monitor.function(), real(file), offsets, allocation));
    }

    private void timer(String event) {
        KernelHook.Way way = hooks.way(KernelHook.TIMER).orElse(null);
        if (way != null && way.kind() != KernelHook.Kind.PERF_EVENT) {
            probes.add(new PlannedProbe.InKernel(event, "update_cputime", "update_cputime", way.describe(),
                    event + " is served by " + way.describe() + " (" + hooks.refused(KernelHook.TIMER) + ")"));
            return;
        }
        long period = (long) (configuration.cputimeSamplePeriodMs() * MS);
        probes.add(new PlannedProbe.Sampled(event, "update_cputime", PerfEvent.Kind.CPU_CLOCK, period));
    }

    private void planHardware(Configuration.HardwareMonitor monitor) {
        if (ProbeFunction.BY_NAME.get(monitor.function()) instanceof ProbeFunction.SampledMonitor its) {
            sampled(monitor, its.kind());
        } else {
            problems.add(monitor.place() + ": " + monitor.function() + " is not a hardware monitor");
        }
    }

    private void sampled(Configuration.HardwareMonitor monitor, PerfEvent.Kind kind) {
        probes.add(new PlannedProbe.Sampled(monitor.event(), monitor.function(), kind, monitor.samplePeriod()));
    }

    /** A context switch alone would not show a request that never leaves the CPU, nor a receive when it is over. */
    private void planCompanions() {
        if (configuration.automatic()) {
            planAutomaticMapping();
        }
        if (has("sched_switch") && !has("update_cputime") && configuration.cputimeSamplePeriodMs() > 0) {
            timer("cpu-clock");
        }
        if (has("probe_tcp_cleanup_rbuf")) {
            tracepoint("inet_sock_set_state", "connection_closed", "connection_closed", "inet_sock_set_state", "");
        }
    }

    /** The monitors of CPU time and sockets map threads as well. */
    private void planAutomaticMapping() {
        require("sched_switch", "sched_switch");
        require("probe_tcp_sendmsg", "sock_send_length");
        require("probe_tcp_cleanup_rbuf", "sock_recv_length");
        tracepoint("sched_waking", "hand_over_request", "hand_over_request", "sched_waking", "");
        followLocalTraffic();
        tracepoint("signal_deliver", "settle_goroutine", "settle_goroutine", "signal_deliver", "");
    }

    private void followLocalTraffic() {
        tracepoint("sk_data_ready", "pass_request", "pass_request", "sk_data_ready", "");
        if (!choosesSeveral() && probes.getLast() instanceof PlannedProbe.InKernel probe) {
            probes.set(probes.size() - 1, new PlannedProbe.OfLocalTraffic(probe));
        }
    }

    /** Several processes are likely to be parts of one server. */
    private boolean choosesSeveral() {
        return switch (selection) {
            case Selection.Processes(List<Integer> pids) -> pids.size() > 1;
            case Selection.Executables _ ->
                configuration.applications().stream().filter(Configuration.Application::automatic).count() > 1;
            case Selection.Cgroup _ -> true;
        };
    }

    private void planFollowing() {
        tracepoint("sched_process_fork", "follow_child_process", "follow_child_process", "sched_process_fork", "");
        tracepoint("sched_process_exit", "forget_ended_process", "forget_ended_process", "sched_process_exit", "");
        if (!(selection instanceof Selection.Processes)) {
            tracepoint("sched_process_exec", "find_executed_process", "find_executed_process", "sched_process_exec",
                    "");
        }
        if (selection instanceof Selection.Cgroup) {
            tracepoint("cgroup_attach_task", "find_moved_process", "find_moved_process", "cgroup_attach_task", "");
        }
    }

    private void require(String program, String tracepoint) {
        if (!has(program)) {
            tracepoint(tracepoint, program, program, tracepoint, program + " is needed by mapper: auto");
        }
    }

    private boolean has(String program) {
        return probes.stream().anyMatch(probe -> probe.program().equals(program));
    }

    private void planApplication(Configuration.Application application) {
        if (application.automatic() && selection instanceof Selection.Executables) {
            open(application.place(), application.execPath());
        }
        for (Configuration.Mapper mapper : application.mappers()) {
            ElfFile.Function function = resolve(mapper.place(), application.execPath(), mapper.event());
            if (function != null) {
                planMapper(application, mapper, function);
            }
        }
    }

    private void planMapper(Configuration.Application application, Configuration.Mapper mapper,
            ElfFile.Function function) {
        if (mapper.retFunction() != null && !accept(
                UnsafeProbe.atReturn(files.get(application.execPath()), function),
                mapper.place().key("ret_fn_name"))) {
            return;
        }
        monitors++;
        boolean paired = mapper.retFunction() != null && mapper.inFunction() != null;
        if (mapper.inFunction() != null) {
            probes.add(mapper(application, mapper, mapper.inFunction(), function, paired, false));
        }
        if (mapper.retFunction() != null) {
            probes.add(mapper(application, mapper, mapper.retFunction(), function, paired, true));
        }
    }

    private PlannedProbe mapper(Configuration.Application application, Configuration.Mapper mapper,
            String name, ElfFile.Function function, boolean paired, boolean atReturn) {
        if (!ProbeFunction.BY_NAME.containsKey(name)) {
            return ownMapper(application, mapper, name, function, paired, atReturn);
        }
        ProbeFunction.Mapper probe = ProbeFunction.mapper(name);
        int position = probe.byRequestId() ? mapper.ridPosition().orElse(probe.position()) : probe.position();
        boolean splits = application.boundary() == RequestBoundary.RESPONSE;
        long cookie = probe.operation().cookie(position, application.ridSize(), paired, splits, monitors);
        // What a return ends must begin at the function's entry: the kernel finds the return address there.
        List<Long> offsets = paired || atReturn
                ? function.offsets()
                : cheapest(application.execPath(), function, position);
        return new PlannedProbe.Mapper(mapper.event(), name, real(application.execPath()), offsets, cookie, atReturn);
    }

    private List<Long> cheapest(Path file, ElfFile.Function function, int arguments) {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            return files.get(file).cheapestOffsets(function, arguments);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private PlannedProbe ownMapper(Configuration.Application application, Configuration.Mapper mapper, String name,
            ElfFile.Function function, boolean paired, boolean atReturn) {
        BpfProgram program = ownProgram(mapper.place(), name);
        if (program != null && (!isUserLevel(program) || program.section().startsWith("uretprobe") != atReturn)) {
            problems.add(mapper.place() + ": " + name + " is a " + program.section() + ": expected a "
                    + (atReturn ? "uretprobe, for ret_fn_name" : "uprobe, for in_fn_name"));
        }
        long cookie = Operation.ownCookie(mapper.ridPosition().orElse(0), application.ridSize(), paired,
                application.boundary() == RequestBoundary.RESPONSE, monitors);
        return new PlannedProbe.OwnMapper(mapper.event(), name, real(application.execPath()), function.offsets(),
                cookie,
                atReturn);
    }

    private Path real(Path file) {
        try {
            return serverFiles.resolve(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Null, and a problem noted, where the file or the function is missing. */
    private ElfFile.Function resolve(Place place, Path file, String name) {
        ElfFile elf = open(place, file);
        if (elf == null) {
            return null;
        }
        ElfFile.Function function = elf.function(name);
        if (function == null) {
            boolean mapper = place.key().startsWith("applications");
            problems.add(place + ": no function '" + name + "' in " + file + near(elf, name)
                    + UnsafeProbe.hintAt(elf, name) + (mapper ? candidates(elf) : ""));
            return null;
        }
        return accept(UnsafeProbe.anywhere(elf, function), place) ? function : null;
    }

    /** Notes what is wrong with a probe. */
    private boolean accept(Optional<String> problem, Place place) {
        problem.ifPresent(text -> problems.add(place + ": " + text));
        return problem.isEmpty();
    }

    private ElfFile open(Place place, Path file) {
        if (files.containsKey(file)) {
            return files.get(file);
        }
        ElfFile elf = null;
        try {
            elf = serverFiles.read(file);
        } catch (NoSuchFileException e) {
            problems.add(place.key("exec_path") + ": no such executable: " + file + ": correct the path");
        } catch (IOException e) {
            problems.add(place.key("exec_path") + ": " + e.getMessage());
        }
        files.put(file, elf);
        return elf;
    }

    private static String near(ElfFile elf, String name) {
        List<String> near = Nearest.of(name, elf.functions().stream().map(ElfFile.Function::name).toList(), NEAREST);
        String stripped = elf.isStripped() && !elf.isGo()
                ? " (it is stripped: only its exported functions are left)"
                : "";
        return stripped + (near.isEmpty() ? "" : "; near: " + String.join(", ", near));
    }

    private static String candidates(ElfFile elf) {
        List<String> candidates = MapperCandidates.of(elf, CANDIDATES);
        return (candidates.isEmpty()
                ? ""
                : "; exported functions that may handle requests, by their names: " + String.join(", ", candidates))
                + "; mapper: auto needs no function";
    }
}
