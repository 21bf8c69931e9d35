package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Link;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.config.Configuration;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.ProcessDirectory;
import io.finelame.recording.RecordingHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Attached probes. Those of libraries follow the target processes: they are attached to each one that appears. Closing it
 * detaches everything. Not thread-safe.
 */
public final class Attachment implements AutoCloseable {
    private final FinelameObject object;
    private final List<ResolvedProbe.OfTarget> ofTarget = new ArrayList<>();
    private final List<ResolvedProbe> probes = new ArrayList<>();
    private final List<ResolvedProbe> waiting = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<Integer, List<Link>> byProcess = new HashMap<>();
    private final AllocatorProbes allocators;
    private final boolean countsAllocations;

    private Attachment(FinelameObject object, List<ResolvedProbe> planned) {
        this.object = object;
        MemoryMonitors memory = MemoryMonitors.among(planned);
        this.countsAllocations = !memory.isEmpty();
        this.allocators = new AllocatorProbes(object, memory);
    }

    /**
     * Attaches monitors before mappers, so that nothing of the first request is missed; all or nothing.
     *
     * @param processes of the server, as far as they run
     * @param skipUnavailable continues without a monitor that this machine can't attach
     */
    public static Attachment attach(FinelameObject object, List<ResolvedProbe> probes, Set<Integer> processes,
            boolean skipUnavailable) throws BpfException {
        Attachment attachment = new Attachment(object, probes);
        try (CallerRights.Raised _ = CallerRights.raise()) {
            for (ResolvedProbe probe : probes) {
                if (!isMapper(probe)) {
                    attachment.attachMonitor(probe, skipUnavailable);
                }
            }
            attachment.notes.addAll(attachment.follow(processes));
            for (ResolvedProbe probe : probes) {
                if (isMapper(probe)) {
                    attachment.keep(probe, probe.attach(object, 0));
                }
            }
            return attachment;
        } catch (BpfException e) {
            attachment.close();
            throw e;
        }
    }

    private static boolean isMapper(ResolvedProbe probe) {
        return probe instanceof ResolvedProbe.Mapper;
    }

    private static boolean isOfAllocator(ResolvedProbe probe) {
        return probe instanceof ResolvedProbe.Memory || probe instanceof ResolvedProbe.Allocators;
    }

    private void attachMonitor(ResolvedProbe probe, boolean skipUnavailable) throws BpfException {
        if (probe instanceof ResolvedProbe.OfTarget target) {
            if (!isOfAllocator(probe)) {
                ofTarget.add(target);
            }
            keep(probe, List.of());
            return;
        }
        try {
            if (probe instanceof ResolvedProbe.OfLocalTraffic) {
                await(probe);
            } else {
                keep(probe, probe.attach(object, 0));
            }
        } catch (BpfException e) {
            if (!skipUnavailable) {
                throw new BpfException(e.getMessage() + ": --skip-unavailable records without it", 0, e.log());
            }
            skipped.add(probe.event() + " (" + probe.program().name() + "): " + e.getMessage());
        }
    }

    /** What can't be attached later should be known now. */
    private void await(ResolvedProbe probe) throws BpfException {
        probe.attach(object, 0).forEach(Link::close);
        waiting.add(probe);
        keep(probe, List.of());
    }

    private void keep(ResolvedProbe probe, List<Link> attached) {
        links.addAll(attached);
        probes.add(probe);
    }

    /** What was attached, for the recording's header. */
    public List<RecordingHeader.AttachedProbe> probes() {
        return probes.stream().map(probe -> new RecordingHeader.AttachedProbe(probe.event(), probe.program().name(),
                probe.attachedAs(), probe.note())).toList();
    }

    /** One line for each monitor that was left out. */
    public List<String> skipped() {
        return List.copyOf(skipped);
    }

    /** What {@link #follow} said of the processes that ran at first. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * To be called after recording: a line for each monitor that counted nothing.
     *
     * @param counted features that some request used
     */
    public List<String> uncounted(long requests, Set<String> counted) throws BpfException {
        List<ResolvedProbe> others = probes.stream().filter(probe -> !isOfAllocator(probe)).toList();
        List<String> lines = new ArrayList<>(SilentMonitors.describe(others, counted, requests));
        if (countsAllocations) {
            lines.addAll(allocators.neverCalled(requests, counted.contains("REQ_MEM_MALLOC")));
        }
        return lines;
    }

    /** Whether requests that are connections have no end, because no monitor sees connections close; what to do about it. */
    public Optional<String> unfinished() {
        boolean ofConnections = has("new_assoc_2") || has("ap_map_conn_to_rid");
        return ofConnections && !has("connection_closed")
                ? Optional.of("no monitor sees connections close, so requests stay in flight until they are idle:"
                        + " add probe_tcp_cleanup_rbuf to resource_monitors")
                : Optional.empty();
    }

    private boolean has(String program) {
        return probes.stream().anyMatch(probe -> probe.program().name().equals(program));
    }

    /** The features that the attached monitors count. */
    public List<String> features() {
        Set<String> counted = new HashSet<>();
        for (ResolvedProbe probe : probes) {
            counted.addAll(probe.program().features());
        }
        return Configuration.FEATURES.keySet().stream().filter(counted::contains).toList();
    }

    /**
     * Attaches to the processes that are new, and to allocators that the others have loaded; lets go of those that ended.
     *
     * @return what its user should know, a line each: what was found, and what went wrong, as with one that ends meanwhile
     */
    public List<String> follow(Set<Integer> processes) throws BpfException {
        List<String> problems = new ArrayList<>();
        byProcess.entrySet().removeIf(entry -> {
            boolean ended = !processes.contains(entry.getKey());
            if (ended) {
                entry.getValue().forEach(Link::close);
            }
            return ended;
        });
        for (int pid : processes) {
            if (!byProcess.containsKey(pid)) {
                byProcess.put(pid, attachTo(pid, problems));
            }
            if (countsAllocations) {
                allocators.look(pid, problems);
            }
        }
        allocators.retain(processes);
        return problems;
    }

    /**
     * Attaches what follows local traffic, once there is some.
     *
     * @return a line for each probe that was attached
     */
    public List<String> followLocalTraffic() throws BpfException {
        if (waiting.isEmpty() || !object.hasLocalTraffic()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (ResolvedProbe probe : waiting) {
            links.addAll(probe.attach(object, 0));
            lines.add("attached " + probe.event()
                    + ": a recorded process has connected to this machine or used a UNIX socket");
        }
        waiting.clear();
        return lines;
    }

    /**
     * Attaches to files that took the place of others; what is attached to those stays.
     *
     * @param planned for all files of the configuration
     * @return what went wrong
     */
    public List<String> attachTo(List<Path> files, List<ResolvedProbe> planned) {
        List<String> problems = new ArrayList<>();
        ofTarget.clear();
        for (ResolvedProbe probe : planned) {
            if (probe instanceof ResolvedProbe.OfTarget target) {
                ofTarget.add(target);
            } else if (probe instanceof ResolvedProbe.Mapper mapper && files.contains(mapper.at().file())) {
                try {
                    links.addAll(probe.attach(object, 0));
                } catch (BpfException e) {
                    problems.add(e.getMessage());
                }
            }
        }
        return problems;
    }

    private List<Link> attachTo(int pid, List<String> problems) {
        List<Link> attached = new ArrayList<>();
        for (ResolvedProbe.OfTarget probe : ofTarget) {
            try (CallerRights.Raised _ = CallerRights.raise()) {
                attached.addAll(probe.attach(object, ProcessDirectory.liveThread(pid)));
            } catch (BpfException e) {
                problems.add("process " + pid + ": " + probe.event() + " not attached: " + e.getMessage());
            }
        }
        return attached;
    }

    @Override
    public void close() {
        byProcess.values().forEach(attached -> attached.forEach(Link::close));
        links.forEach(Link::close);
        allocators.close();
        byProcess.clear();
        links.clear();
    }
}
