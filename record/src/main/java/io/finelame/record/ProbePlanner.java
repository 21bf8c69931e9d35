package io.finelame.record;

import io.finelame.bpf.ElfFile;
import io.finelame.bpf.PerfEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resolves a configuration's probes on this machine: executables, symbols, kernel events. Nothing is attached; every
 * problem is found, not only the first.
 */
final class ProbePlanner {
    private static final long MS = 1_000_000;
    private static final int CANDIDATES = 3;

    private final Configuration configuration;
    private final List<PlannedProbe> probes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<Path, ElfFile> files = new HashMap<>();
    private int monitors;

    private ProbePlanner(Configuration configuration) {
        this.configuration = configuration;
    }

    /** @param problems one line each */
    record Plan(List<PlannedProbe> probes, List<String> problems) {}

    /** @throws ConfigurationException with one line for each problem */
    static List<PlannedProbe> plan(Configuration configuration) throws ConfigurationException {
        Plan plan = survey(configuration);
        if (!plan.problems.isEmpty()) {
            throw new ConfigurationException(plan.problems);
        }
        return plan.probes;
    }

    /** What can be resolved, and what can't. */
    static Plan survey(Configuration configuration) {
        ProbePlanner planner = new ProbePlanner(configuration);
        configuration.resourceMonitors().forEach(planner::planResource);
        configuration.hardwareMonitors().forEach(planner::planHardware);
        planner.planCompanions();
        configuration.applications().forEach(planner::planApplication);
        return new Plan(planner.probes, planner.problems);
    }

    /** The real paths of the configuration's applications. */
    static Set<Path> executables(Configuration configuration) throws IOException {
        Set<Path> executables = new LinkedHashSet<>();
        for (Configuration.Application application : configuration.applications()) {
            executables.add(application.execPath().toRealPath());
        }
        return executables;
    }

    private void planResource(Configuration.ResourceMonitor monitor) {
        switch (monitor.function()) {
            case "sched_switch" -> kernel(monitor, "sched_switch", "sched_switch", "finish_task_switch");
            case "handle_pg_fault" -> kernel(monitor, "handle_pg_fault", "page_fault_user", "page_fault_user");
            case "probe_tcp_sendmsg" -> kernel(monitor, "probe_tcp_sendmsg", "sock_send_length", "tcp_sendmsg");
            case "probe_tcp_cleanup_rbuf" -> kernel(monitor, "probe_tcp_cleanup_rbuf", "sock_recv_length",
                    "tcp_cleanup_rbuf");
            case "probe_malloc" -> memory(monitor, 1, 0);
            case "probe_calloc" -> memory(monitor, 1, 2);
            case "probe_realloc", "ap_probe_malloc" -> memory(monitor, 2, 0);
            case "update_cputime" -> timer(monitor.event());
            default -> problems.add(monitor.place() + ": " + monitor.function() + " is not a resource monitor");
        }
    }

    /** What asked for a kprobe, or for a tracepoint of the same meaning, gets the BTF tracepoint. */
    private void kernel(Configuration.ResourceMonitor monitor, String program, String tracepoint, String kprobe) {
        String event = monitor.event().substring(monitor.event().indexOf(':') + 1);
        if (!event.equals(kprobe) && !event.equals(tracepoint)) {
            problems.add(monitor.place() + ": event '" + monitor.event() + "' does not go with " + monitor.function()
                    + ": expected " + kprobe + " or " + tracepoint);
            return;
        }
        String note = event.equals(tracepoint) ? "" : event + " is served by tp_btf/" + tracepoint;
        probes.add(new PlannedProbe.Tracepoint(monitor.event(), monitor.function(), program, tracepoint, note));
    }

    private void memory(Configuration.ResourceMonitor monitor, int size, int count) {
        Path file = monitor.execPath();
        ElfFile.Function function = resolve(monitor.place(), file, monitor.event());
        if (function != null) {
            probes.add(new PlannedProbe.Memory(monitor.event(), monitor.function(), real(file), function.offsets(),
                    size, count));
        }
    }

    private void timer(String event) {
        long period = (long) (configuration.cputimeSamplePeriodMs() * MS);
        probes.add(new PlannedProbe.Sampled(event, "update_cputime", PerfEvent.Kind.CPU_CLOCK, period));
    }

    private void planHardware(Configuration.HardwareMonitor monitor) {
        switch (monitor.function()) {
            case "probe_cache_miss" -> sampled(monitor, PerfEvent.Kind.CACHE_MISSES);
            case "probe_cache_ref" -> sampled(monitor, PerfEvent.Kind.CACHE_REFERENCES);
            case "update_cputime" -> sampled(monitor, PerfEvent.Kind.CPU_CLOCK);
            default -> problems.add(monitor.place() + ": " + monitor.function() + " is not a hardware monitor");
        }
    }

    private void sampled(Configuration.HardwareMonitor monitor, PerfEvent.Kind kind) {
        probes.add(new PlannedProbe.Sampled(monitor.event(), monitor.function(), kind, monitor.samplePeriod()));
    }

    /** A context switch alone would not show a request that never leaves the CPU, nor a receive when it is over. */
    private void planCompanions() {
        if (has("sched_switch") && !has("update_cputime") && configuration.cputimeSamplePeriodMs() > 0) {
            timer("cpu-clock");
        }
        if (has("probe_tcp_cleanup_rbuf")) {
            probes.add(new PlannedProbe.Tracepoint("inet_sock_set_state", "connection_closed", "connection_closed",
                    "inet_sock_set_state", ""));
        }
    }

    private boolean has(String program) {
        return probes.stream().anyMatch(probe -> probe.program().equals(program));
    }

    private void planApplication(Configuration.Application application) {
        for (Configuration.Mapper mapper : application.mappers()) {
            ElfFile.Function function = resolve(mapper.place(), application.execPath(), mapper.event());
            if (function != null) {
                planMapper(application, mapper, function);
            }
        }
    }

    private void planMapper(Configuration.Application application, Configuration.Mapper mapper,
            ElfFile.Function function) {
        monitors++;
        boolean paired = mapper.retFunction() != null && mapper.inFunction() != null;
        if (mapper.inFunction() != null) {
            probes.add(mapper(application, mapper, mapper.inFunction(), function, paired, false));
        }
        if (mapper.retFunction() != null) {
            probes.add(mapper(application, mapper, mapper.retFunction(), function, paired, true));
        }
    }

    private PlannedProbe.Mapper mapper(Configuration.Application application, Configuration.Mapper mapper,
            String name, ElfFile.Function function, boolean paired, boolean atReturn) {
        ProbeFunction.Mapper probe = ProbeFunction.mapper(name);
        int position = probe.byRequestId() ? mapper.ridPosition().orElse(probe.position()) : probe.position();
        long cookie = probe.operation().cookie(position, application.ridSize(), paired, monitors);
        return new PlannedProbe.Mapper(mapper.event(), name, real(application.execPath()), function.offsets(), cookie,
                atReturn);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
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
            problems.add(place + ": no function '" + name + "' in " + file + candidates(elf, name));
        }
        return function;
    }

    private ElfFile open(Place place, Path file) {
        if (files.containsKey(file)) {
            return files.get(file);
        }
        ElfFile elf = null;
        if (!Files.isRegularFile(file)) {
            problems.add(place.key("exec_path") + ": no such executable: " + file + ": correct the path");
        } else {
            try {
                elf = ElfFile.read(file);
            } catch (IOException e) {
                problems.add(place.key("exec_path") + ": " + e.getMessage());
            }
        }
        files.put(file, elf);
        return elf;
    }

    private static String candidates(ElfFile elf, String name) {
        List<String> near = Nearest.of(name, elf.functions().stream().map(ElfFile.Function::name).toList(),
                CANDIDATES);
        String stripped = elf.isStripped() ? " (it is stripped: only its exported functions are left)" : "";
        return stripped + (near.isEmpty() ? "" : "; near: " + String.join(", ", near));
    }
}
