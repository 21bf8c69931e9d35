package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.target.MappedFile;
import io.finelame.record.target.RecheckSchedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Memory monitors: those that the configuration names, and those of whatever allocators a process turns out to have in its
 * memory, which may be loaded long after it started. Not thread-safe.
 */
final class AllocatorProbes {
    private final FinelameObject object;
    private final List<ResolvedProbe.Memory> configured;
    private final boolean searches;
    private final Map<Object, Allocator> allocators = new HashMap<>();
    private final Map<Site, Monitor> monitors = new LinkedHashMap<>();
    private final Map<Integer, Set<Site>> byProcess = new HashMap<>();
    private final RecheckSchedule schedule = new RecheckSchedule();
    private final Set<Object> described = new HashSet<>();
    private Link settling;

    /** @param searches whether allocators are looked for, beside those that are configured */
    AllocatorProbes(FinelameObject object, List<ResolvedProbe.Memory> configured, boolean searches) {
        this.object = object;
        this.configured = List.copyOf(configured);
        this.searches = searches;
    }

    /** A function's first instruction. */
    private record Site(Object file, long offset) {}

    private record Monitor(int number, MappedFile file, String function, boolean configured) {}

    /**
     * Attaches what isn't attached to the process yet.
     *
     * @param lines gets what its user should know
     * @return what to close to detach it
     */
    List<Link> look(int pid, List<String> lines) {
        if (!schedule.isDue(pid)) {
            return List.of();
        }
        boolean first = !byProcess.containsKey(pid);
        Process process = new Process(pid, byProcess.computeIfAbsent(pid, _ -> new HashSet<>()), lines);
        if (first) {
            process.attachConfigured();
        }
        if (searches) {
            process.attachFound(MappedFile.of(pid));
        }
        return process.links;
    }

    void retain(Set<Integer> processes) {
        byProcess.keySet().retainAll(processes);
        schedule.retain(processes);
    }

    /** Attaches to one process. */
    private final class Process {
        private final int pid;
        private final Set<Site> attached;
        private final List<String> lines;
        private final List<Link> links = new ArrayList<>();

        Process(int pid, Set<Site> attached, List<String> lines) {
            this.pid = pid;
            this.attached = attached;
            this.lines = lines;
        }

        /** The file may not be mapped yet: the kernel attaches when it is. */
        void attachConfigured() {
            for (ResolvedProbe.Memory probe : configured) {
                try {
                    MappedFile file = MappedFile.of(probe.file().toString(), probe.file());
                    for (long offset : probe.offsets()) {
                        attach(file, new Allocator.Function(probe.event(), offset, probe.allocation()), true);
                    }
                } catch (IOException e) {
                    lines.add("process " + pid + ": " + probe.event() + " not attached: " + e.getMessage());
                }
            }
        }

        void attachFound(Collection<MappedFile> files) {
            boolean found = false;
            for (MappedFile file : files) {
                Allocator allocator = allocators.computeIfAbsent(file.key(), _ -> Allocator.in(file));
                List<String> more = new ArrayList<>();
                for (Allocator.Function function : allocator.functions()) {
                    found = true;
                    if (attach(file, function, false)) {
                        more.add(function.name());
                    }
                }
                if (!more.isEmpty() && described.add(file.key())) {
                    lines.add("allocator " + file.name() + ": counting " + String.join(", ", more)
                            + (configured.isEmpty() ? "" : ", which the configuration doesn't name"));
                }
            }
            for (MappedFile file : files) {
                allocators.get(file.key()).thrower().ifPresent(offset -> attachThrow(file, offset));
            }
            if (!found && !files.isEmpty()) {
                describeLack(files.iterator().next());
            }
        }

        private void describeLack(MappedFile executable) {
            if (described.add(executable.key())) {
                lines.add("process " + pid + " (" + executable.fileName() + "): no allocator found in its memory: those"
                        + " of stripped static executables have no name; REQ_MEM_MALLOC counts nothing of it, REQ_PGFLT"
                        + " the pages that it touches");
            }
        }

        /** @return whether it was not there before */
        private boolean attach(MappedFile file, Allocator.Function function, boolean named) {
            Site place = new Site(file.key(), function.offset());
            if (!attached.add(place)) {
                return false;
            }
            Monitor monitor = monitors.computeIfAbsent(place,
                    _ -> new Monitor(monitors.size(), file, function.name(), named));
            try {
                links.addAll(object.attachAllocation(function.allocation(), monitor.number, pid, file.path(),
                        function.offset()));
                if (function.allocation().failure() == Allocation.Failure.THROWN && settling == null) {
                    settling = object.attachSettling();
                }
                return true;
            } catch (BpfException e) {
                lines.add("process " + pid + ": " + function.name() + " not attached: " + e.getMessage());
                return false;
            }
        }

        private void attachThrow(MappedFile file, long offset) {
            Site place = new Site(file.key(), offset);
            if (settling == null || !attached.add(place)) {
                return;
            }
            try {
                links.add(object.attachThrow(pid, file.path(), offset));
            } catch (BpfException e) {
                lines.add("process " + pid + ": allocations that fail by an exception are counted too: "
                        + e.getMessage());
            }
        }
    }

    /** What its user should know once recording is over: monitors of the configuration that counted nothing. */
    List<String> neverCalled(long requests) throws BpfException {
        Map<String, List<String>> silent = new LinkedHashMap<>();
        boolean any = false;
        for (Monitor monitor : monitors.values()) {
            boolean called = isCalled(monitor);
            any |= called;
            if (!called && monitor.configured) {
                silent.computeIfAbsent(monitor.file.name(), _ -> new ArrayList<>()).add(monitor.function);
            }
        }
        List<String> lines = new ArrayList<>();
        if (requests > 0) {
            silent.forEach((file, functions) -> lines
                    .add("never called for a request: " + String.join(", ", functions) + " of " + file));
            if (!any) {
                lines.add("REQ_MEM_MALLOC is 0 for all " + requests + " requests: no allocation function that is probed"
                        + " was called for one" + (searches ? "" : ": --memory probes those that the process has"));
            }
        }
        return lines;
    }

    /** Whether a monitor's functions are called; true if there are too many to count. */
    private boolean isCalled(Monitor monitor) throws BpfException {
        return monitor.number >= FinelameObject.MAX_ALLOCATION_MONITORS || object.allocationCalls(monitor.number) > 0;
    }

    void close() {
        if (settling != null) {
            settling.close();
        }
    }
}
