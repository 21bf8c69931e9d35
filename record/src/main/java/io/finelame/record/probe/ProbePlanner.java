package io.finelame.record.probe;

import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.PerfEvent;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.KernelHooks;
import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.bpf.finelame.OwnPrograms;
import io.finelame.cli.file.InputException;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.ProbeFunction;
import io.finelame.record.machine.WaysToAttach;
import io.finelame.record.place.FoundPlace;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Resolves a configuration's probes on this machine: executables, symbols, kernel events. Nothing is attached; every
 * problem is found, not only the first.
 */
public final class ProbePlanner {
    private static final Map<String, LoadOptions.Part> PARTS = Map.of(
            "handle_pg_fault", LoadOptions.Part.PAGE_FAULTS,
            "probe_offcpu", LoadOptions.Part.WAITS,
            "probe_peer_wait", LoadOptions.Part.PEER_WAITS,
            "probe_age", LoadOptions.Part.AGES);

    private final Configuration configuration;
    private final Selection selection;
    private final FunctionResolver functions;
    private final KernelProbePlanner kernel;
    private final List<ResolvedProbe> probes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<Path, String> absent = new LinkedHashMap<>();
    private final UserPrograms own;
    private final PlaceResolver places;
    private final MapperPlanner mappers;

    private ProbePlanner(Configuration configuration, ServerFiles serverFiles, OwnPrograms own,
            Selection selection, KernelHooks hooks) {
        this.selection = selection;
        this.own = new UserPrograms(own, problems);
        this.configuration = configuration;
        this.functions = new FunctionResolver(serverFiles, problems, absent);
        this.places = new PlaceResolver(functions, problems);
        this.mappers = new MapperPlanner(places, this.own, problems);
        this.kernel = new KernelProbePlanner(configuration, selection, hooks, probes, problems);
    }

    /**
     * @param problems one line each
     * @param absent files that aren't there, without whose probes recording may do, and a line for each
     * @param hasTarget whether the executable of some application is there
     */
    public record Plan(List<ResolvedProbe> probes, List<String> problems, Map<Path, String> absent, boolean hasTarget) {
        /** With what is absent. */
        public List<String> allProblems() {
            return Stream.concat(problems.stream(), absent.values().stream()
                    .map(line -> line + ": correct the path, or --skip-unavailable records without it")).toList();
        }

        /**
         * @param skipUnavailable does without files that aren't there
         * @throws InputException with one line for each problem
         */
        public List<ResolvedProbe> require(boolean skipUnavailable) {
            List<String> found = skipUnavailable && hasTarget ? problems : allProblems();
            if (!found.isEmpty()) {
                throw new InputException(found);
            }
            return probes;
        }
    }

    /**
     * @param own the configuration's {@code ebpf_prog}; null if there is none
     * @param selection how the processes are chosen
     * @throws InputException with one line for each problem
     */
    public static List<ResolvedProbe> plan(Configuration configuration, ServerFiles files, OwnPrograms own,
            Selection selection) {
        return survey(configuration, files, own, selection).require(false);
    }

    /** What can be resolved, and what can't. */
    public static Plan survey(Configuration configuration, ServerFiles files, OwnPrograms own, Selection selection) {
        return survey(configuration, files, own, selection, WaysToAttach.ofThisKernel());
    }

    /** @param hooks what works in the kernel */
    static Plan survey(Configuration configuration, ServerFiles files, OwnPrograms own, Selection selection,
            KernelHooks hooks) {
        ProbePlanner planner = new ProbePlanner(configuration, files, own, selection, hooks);
        configuration.resourceMonitors().forEach(planner::planResource);
        configuration.hardwareMonitors().forEach(planner.kernel::hardware);
        planner.kernel.companions();
        if (configuration.automatic() || !(selection instanceof Selection.Executables)) {
            planner.kernel.following();
        }
        configuration.applications().forEach(planner::planApplication);
        boolean hasTarget = configuration.applications().stream()
                .anyMatch(application -> !planner.absent.containsKey(application.execPath()));
        return new Plan(planner.probes, planner.problems, planner.absent, hasTarget);
    }

    /** What the eBPF programs have to do for the probes to count. */
    public static Set<LoadOptions.Part> parts(List<ResolvedProbe> probes) {
        return probes.stream().map(probe -> PARTS.get(probe.program().name())).filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * CPU time from one sample of a thread's stack to the next, ns: the timer's that looks at running threads.
     *
     * @throws InputException if there is no such timer
     */
    public static long stackPeriodNs(List<ResolvedProbe> probes) {
        return probes.stream()
                .filter(probe -> probe.program().equals(KernelProbePlanner.CPU_TIMER))
                .filter(ResolvedProbe.Sampled.class::isInstance)
                .mapToLong(probe -> ((ResolvedProbe.Sampled) probe).period())
                .findFirst()
                .orElseThrow(() -> new InputException("--stacks: found no timer of CPU time to sample at: expected a"
                        + " configuration that counts REQ_CPUTIME with cputime_sample_period above 0, and cpu-clock events"
                        + " ('finelame doctor' says whether they work)"));
    }

    private void planResource(Configuration.ResourceMonitor monitor) {
        switch (ProbeFunction.BY_NAME.get(monitor.function())) {
            case ProbeFunction.KernelMonitor its -> kernel.monitor(monitor, its);
            case ProbeFunction.MemoryMonitor its -> memory(monitor, its.allocation());
            case ProbeFunction.AllocatorsMonitor _ ->
                probes.add(new ResolvedProbe.Allocators(monitor.event(), new ProbeProgram.Shipped(monitor.function())));
            case ProbeFunction.SampledMonitor its when its.kind() == PerfEvent.Kind.CPU_CLOCK ->
                kernel.timer(monitor.event());
            case null, default -> ownMonitor(monitor);
        }
    }

    private void ownMonitor(Configuration.ResourceMonitor monitor) {
        BpfProgram program = own.find(monitor.place(), monitor.function());
        if (program == null) {
            return;
        }
        if (!UserPrograms.isUserLevel(program)) {
            probes.add(new ResolvedProbe.InKernel(monitor.event(),
                    new ProbeProgram.Own(monitor.function(), monitor.features()), program.section(), ""));
            return;
        }
        if (monitor.execPath() == null) {
            problems.add(monitor.place() + ": " + monitor.function() + " is a " + program.section()
                    + ": expected side: u, and exec_path");
            return;
        }
        FoundPlace found = places.resolve(monitor.place(), monitor.execPath(), monitor.event());
        boolean atReturn = UserPrograms.isAtReturn(program);
        if (found != null && (!atReturn
                || places.mayProbeReturn(monitor.place(), monitor.execPath(), monitor.event(), found))) {
            List<String> features = monitor.features().isEmpty() ? List.of("REQ_CUSTOM") : monitor.features();
            probes.add(new ResolvedProbe.Monitor(new ProbeProgram.Own(monitor.function(), features),
                    places.locate(monitor.event(), monitor.execPath(), found, atReturn)));
        }
    }

    /** @param otherwise how a function is called that is none of a known allocator's */
    private void memory(Configuration.ResourceMonitor monitor, Allocation otherwise) {
        Path file = monitor.execPath();
        if (file == null) {
            problems.add(monitor.place() + ": " + monitor.function()
                    + " counts a user-level function: expected side: u, and exec_path");
            return;
        }
        ElfFile.Function function = places.function(monitor, file);
        if (function == null) {
            return;
        }
        if (monitor.event().equals(AllocatorFunctions.GO) && !functions.file(file).passesGoArgumentsInRegisters()) {
            problems.add(monitor.place() + ": " + file + " is of a Go before 1.18, whose functions get their arguments"
                    + " on the stack: expected a newer one; REQ_PGFLT counts the pages that a request touches");
            return;
        }
        Allocation allocation = AllocatorFunctions.find(monitor.event()).orElse(otherwise);
        // Whose calls nest is seen by their return addresses, which are found at a function's entry alone.
        List<Long> offsets = allocation.failure() == Allocation.Failure.UNTOLD
                ? functions.cheapest(file, function, Math.max(allocation.size(), allocation.count()))
                : function.offsets();
        probes.add(new ResolvedProbe.Memory(monitor.event(), new ProbeProgram.Shipped(monitor.function()),
                functions.real(file), offsets, allocation));
    }

    private void planApplication(Configuration.Application application) {
        if (application.automatic() && selection instanceof Selection.Executables) {
            functions.open(application.place(), application.execPath());
        }
        application.mappers().forEach(mapper -> probes.addAll(mappers.plan(application, mapper)));
    }
}
