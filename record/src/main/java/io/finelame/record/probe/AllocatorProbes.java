package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.bpf.finelame.CountingLibrary;
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
import java.util.OptionalLong;
import java.util.Set;

/**
 * Memory monitors: those that the configuration names, and those of whatever allocators a process turns out to have in its
 * memory, which may be loaded long after it started. Not thread-safe.
 */
final class AllocatorProbes {
    private final FinelameObject object;
    private final MemoryMonitors wanted;
    private final boolean replaceable;
    private final Map<Object, Allocator> allocators = new HashMap<>();
    private final Map<Site, Monitor> monitors = new LinkedHashMap<>();
    private final Map<Integer, Attached> byProcess = new HashMap<>();
    private final RecheckSchedule schedule = new RecheckSchedule();
    private final Set<Object> described = new HashSet<>();
    private boolean replaced;
    private Link settling;

    AllocatorProbes(FinelameObject object, MemoryMonitors wanted) {
        this.object = object;
        this.wanted = wanted;
        this.replaceable = wanted.canBeReplaced();
    }

    /** Attaches to the allocators that a process has at present. */
    static List<Link> attachFound(FinelameObject object, int pid) throws BpfException {
        AllocatorProbes probes = new AllocatorProbes(object, new MemoryMonitors(List.of(), true));
        probes.look(pid, new ArrayList<>());
        return List.copyOf(probes.byProcess.get(pid).links);
    }

    /** A function's first instruction. */
    private record Site(Object file, long offset) {}

    private record Monitor(int number, MappedFile file, String function, boolean configured) {}

    /** What is attached to a process. */
    private static final class Attached {
        private final Set<Site> sites = new HashSet<>();
        private final List<Link> links = new ArrayList<>();
        private boolean begun;

        void close() {
            links.forEach(Link::close);
            links.clear();
            sites.clear();
            begun = false;
        }
    }

    /**
     * Attaches what isn't attached to the process yet.
     *
     * @param lines gets what its user should know
     */
    void look(int pid, List<String> lines) throws BpfException {
        if (!schedule.isDue(pid)) {
            return;
        }
        Process process = new Process(pid, byProcess.computeIfAbsent(pid, _ -> new Attached()), lines);
        Collection<MappedFile> files = wanted.search() || replaceable ? MappedFile.of(pid) : List.of();
        if (replaceable && countsItself(files)) {
            process.leaveToLibrary(files.iterator().next());
            return;
        }
        process.attachConfigured();
        if (wanted.search()) {
            process.attachFound(files.stream().filter(file -> !isCountingLibrary(file)).toList());
        }
    }

    /** The library stands in front of all allocators but those that are part of the executable. */
    private boolean countsItself(Collection<MappedFile> files) {
        return files.stream().anyMatch(AllocatorProbes::isCountingLibrary)
                && allocatorIn(files.iterator().next()).functions().isEmpty();
    }

    private static boolean isCountingLibrary(MappedFile file) {
        return file.fileName().equals(CountingLibrary.NAME);
    }

    private Allocator allocatorIn(MappedFile file) {
        return allocators.computeIfAbsent(file.key(), _ -> Allocator.in(file));
    }

    void retain(Set<Integer> processes) {
        byProcess.entrySet().removeIf(entry -> {
            boolean ended = !processes.contains(entry.getKey());
            if (ended) {
                entry.getValue().close();
            }
            return ended;
        });
        schedule.retain(processes);
    }

    /** Attaches to one process. */
    private final class Process {
        private final int pid;
        private final Attached attached;
        private final List<String> lines;

        Process(int pid, Attached attached, List<String> lines) {
            this.pid = pid;
            this.attached = attached;
            this.lines = lines;
        }

        /** Soon, if the library is not initialised yet. */
        void leaveToLibrary(MappedFile executable) throws BpfException {
            OptionalLong distance = PreloadedCounter.distance(pid);
            if (distance.isEmpty()) {
                return;
            }
            object.targets().countAllocations(pid, distance.getAsLong(), wanted.countPools());
            attached.close();
            replaced = true;
            if (described.add(CountingLibrary.NAME + executable.key())) {
                lines.add("process " + pid + " (" + executable.fileName() + "): " + CountingLibrary.NAME
                        + " counts its allocations, without probes");
            }
        }

        /** The file may not be mapped yet: the kernel attaches when it is. */
        void attachConfigured() {
            if (attached.begun) {
                return;
            }
            attached.begun = true;
            for (ResolvedProbe.Memory probe : wanted.configured()) {
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
                Allocator allocator = allocatorIn(file);
                List<String> more = new ArrayList<>();
                for (Allocator.Function function : allocator.functions()) {
                    found = true;
                    if (attach(file, function, false)) {
                        more.add(function.name());
                    }
                }
                if (!more.isEmpty() && described.add(file.key())) {
                    lines.add("allocator " + file.name() + ": counting " + String.join(", ", more)
                            + (wanted.configured().isEmpty() ? "" : ", which the configuration doesn't name"));
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
            if (!attached.sites.add(place)) {
                return false;
            }
            Monitor monitor = monitors.computeIfAbsent(place,
                    _ -> new Monitor(monitors.size(), file, function.name(), named));
            try {
                attached.links.addAll(object.attachAllocation(function.allocation(), monitor.number, pid, file.path(),
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
            if (settling == null || !attached.sites.add(place)) {
                return;
            }
            try {
                attached.links.add(object.attachThrow(pid, file.path(), offset));
            } catch (BpfException e) {
                lines.add("process " + pid + ": allocations that fail by an exception are counted too: "
                        + e.getMessage());
            }
        }
    }

    /**
     * What its user should know once recording is over: monitors of the configuration that counted nothing.
     *
     * @param counted whether any request has allocated
     */
    List<String> neverCalled(long requests, boolean counted) throws BpfException {
        if (replaced && counted) {
            return List.of();
        }
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
                        + " was called for one"
                        + (wanted.search() ? "" : ": --memory probes those that the process has"));
            }
        }
        return lines;
    }

    /** Whether a monitor's functions are called; true if there are too many to count. */
    private boolean isCalled(Monitor monitor) throws BpfException {
        return monitor.number >= FinelameObject.MAX_ALLOCATION_MONITORS || object.allocationCalls(monitor.number) > 0;
    }

    void close() {
        byProcess.values().forEach(Attached::close);
        if (settling != null) {
            settling.close();
        }
    }
}
