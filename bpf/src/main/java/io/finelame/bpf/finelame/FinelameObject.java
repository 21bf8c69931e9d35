package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Libbpf;
import io.finelame.bpf.LibbpfLibrary;
import io.finelame.bpf.Link;
import io.finelame.bpf.StructLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The toolkit's own eBPF programs and maps (finelame.bpf.c), loaded into the kernel. Not thread-safe. */
public final class FinelameObject implements AutoCloseable {
    /** {@code MAX_ALLOCATION_SITES} in memory.bpf.h. */
    public static final int MAX_ALLOCATION_MONITORS = 1024;
    private static final String RESOURCE = "finelame.bpf.o";

    private final BpfObject object;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(8, 8);
    private final MemorySegment zero = arena.allocate(8, 8);
    private final MemorySegment lossCounts;
    private final MemorySegment requestCount = arena.allocate(8, 8);
    private final BpfMap datapoints;
    private final BpfMap associations;
    private final BpfMap losses;
    private final BpfMap requests;
    private final StructLayout lossLayout;
    private final Detector detector;
    private final Targets targets;
    private final CpuShares shares;
    private final KernelHooks hooks;
    private final Map<String, BpfException> refused;
    private OwnPrograms own;

    private FinelameObject(BpfObject object, KernelHooks hooks, Map<String, BpfException> refused)
            throws BpfException {
        this.object = object;
        this.hooks = hooks;
        this.refused = refused;
        this.datapoints = object.map("datapoints");
        this.associations = object.map("associations");
        this.losses = object.map(".data.losses");
        this.requests = object.map(".data.requests");
        this.lossLayout = object.struct("losses");
        this.lossCounts = arena.allocate(lossLayout.size(), 8);
        this.detector = new Detector(object);
        this.targets = new Targets(object);
        this.shares = new CpuShares(object);
    }

    /** @param maxRequests how many requests the maps hold at once */
    public static FinelameObject load(int maxRequests) throws BpfException {
        return load(LoadOptions.of(maxRequests));
    }

    /**
     * Loads what this kernel accepts: a program that it refuses, e.g. because a helper function is newer, can't be attached,
     * and the others can.
     */
    public static FinelameObject load(LoadOptions options) throws BpfException {
        return load(options, KernelHooks.ofThisKernel());
    }

    static FinelameObject load(LoadOptions options, KernelHooks hooks) throws BpfException {
        Map<String, BpfException> refused = new HashMap<>();
        while (true) {
            BpfObject object = open(options, hooks.useKprobes());
            try {
                for (BpfProgram program : object.programs()) {
                    if (hooks.leavesOut(program.name()) || refused.containsKey(program.name())) {
                        program.setAutoload(false);
                    }
                }
                object.load();
                return new FinelameObject(object, hooks, refused);
            } catch (BpfException e) {
                object.close();
                if (e.program().isEmpty() || refused.put(e.program().get(), e) != null) {
                    throw e;
                }
            }
        }
    }

    /** Not loaded yet. */
    static BpfObject open(LoadOptions options, boolean byAddress) throws BpfException {
        BpfObject object = BpfObject.open(compiled());
        try {
            object.map("datapoints").setMaxEntries(options.maxRequests());
            object.map("associations").setMaxEntries(options.maxObjects());
            object.map("scores").setMaxEntries(options.maxRequests());
            object.map("scores").setValueSize(Detector.scoreSize(object, options.consensus()));
            object.map("shares").setMaxEntries(options.maxShares());
            object.map("events").setMaxEntries(options.eventBytes());
            object.map("connections_by_address").setMaxEntries(LoadOptions.maxSockets(byAddress));
            object.map("accepted_by_address").setMaxEntries(LoadOptions.maxSockets(byAddress));
            object.map("socket_calls").setMaxEntries(LoadOptions.maxSockets(byAddress));
            options.writeTo(object.map(".rodata.options").initialValue(), object.struct("options"), byAddress);
            return object;
        } catch (BpfException e) {
            object.close();
            throw e;
        }
    }

    /** The version of the libbpf that loads it, e.g. {@code v1.1.2}. */
    public static String libraryVersion() throws BpfException {
        LibbpfLibrary.require();
        return Libbpf.version();
    }

    /** Whether the compiled eBPF programs are part of this build: it may have been made where clang was missing. */
    public static boolean isIncluded() {
        return FinelameObject.class.getResource(RESOURCE) != null;
    }

    private static byte[] compiled() throws BpfException {
        try (InputStream in = FinelameObject.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new BpfException(
                        "this build has no eBPF programs, because clang or libbpf's headers were missing:"
                                + " 'finelame setup' installs them (Debian: clang libbpf-dev), and the next command builds again",
                        0,
                        "");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keyed by request id (u64); values are {@link #datapointLayout}. */
    public BpfMap datapoints() {
        return datapoints;
    }

    public StructLayout datapointLayout() throws BpfException {
        return object.struct("datapoint");
    }

    /** Those of finelame.bpf.c's programs that are loaded. */
    public List<BpfProgram> programs() {
        return object.programs().stream().filter(BpfProgram::isLoaded).toList();
    }

    /**
     * One of finelame.bpf.c's programs.
     *
     * @throws BpfException with the reason, if this kernel refused it
     */
    public BpfProgram program(String name) throws BpfException {
        if (refused.containsKey(name)) {
            throw refused.get(name);
        }
        return program(object, name);
    }

    private static BpfProgram program(BpfObject object, String name) {
        return object.program(name).orElseThrow(() -> new IllegalArgumentException("no eBPF program " + name));
    }

    /**
     * Attaches a program to its event in the kernel, in the way that works here if it is that of a {@link KernelHook}.
     *
     * @return what to close to detach it
     */
    public List<Link> attach(String program) throws BpfException {
        KernelHook hook = KernelHook.of(program).orElse(null);
        if (hook == null) {
            return List.of(program(program).attach());
        }
        KernelHook.Way way = hooks.way(hook).orElseThrow(() -> new BpfException("attach " + program + ": "
                + hooks.refused(hook), 0, ""));
        List<Link> links = new ArrayList<>();
        try {
            for (KernelHook.Place place : way.places()) {
                program(place.program());
                links.add(attach(object, way.kind(), place));
            }
            return links;
        } catch (BpfException e) {
            links.forEach(Link::close);
            throw e;
        }
    }

    /** The way that {@link #attach(String)} goes; empty if none works. */
    public Optional<KernelHook.Way> way(KernelHook hook) {
        return hooks.way(hook);
    }

    /** The ELF section of a program, loaded or not, e.g. {@code tp_btf/sched_switch}. */
    public String section(String program) {
        return program(object, program).section();
    }

    static Link attach(BpfObject object, KernelHook.Kind kind, KernelHook.Place place) throws BpfException {
        BpfProgram program = program(object, place.program());
        return kind == KernelHook.Kind.KPROBE ? program.attachKprobe(place.target()) : program.attach();
    }

    /** Loads the user's programs beside; they are closed with this object. */
    public void add(OwnPrograms programs) throws BpfException {
        programs.load(object);
        own = programs;
    }

    /** One of the programs that were added. */
    public BpfProgram ownProgram(String name) {
        return own.program(name).orElseThrow(() -> new IllegalArgumentException("no eBPF program " + name));
    }

    /** @param pid a process, or {@link BpfProgram#ANY_PROCESS} */
    public Link attachMapper(long cookie, int pid, Path file, long offset, boolean atReturn) throws BpfException {
        return program("request_mapper").attachUprobe(pid, file, offset, cookie, atReturn);
    }

    /**
     * Counts what an allocation function gives out.
     *
     * @param monitor see {@link Allocation#cookie}
     * @param offset of the function's first instruction in the file, bytes
     */
    public List<Link> attachAllocation(Allocation allocation, int monitor, int pid, Path file, long offset)
            throws BpfException {
        long cookie = allocation.cookie(monitor);
        // A call that is entered unseen is not counted when it returns; the other way round it would stay open.
        List<Link> links = new ArrayList<>();
        if (allocation.isProbedAtReturn()) {
            links.add(program("memory_returned").attachUprobe(pid, file, offset, cookie, true));
        }
        try {
            links.add(program("memory_monitor").attachUprobe(pid, file, offset, cookie, false));
        } catch (BpfException e) {
            links.forEach(Link::close);
            throw e;
        }
        return links;
    }

    /**
     * Lets allocation functions fail by an exception.
     *
     * @param offset of {@code __cxa_throw} in the file, bytes
     */
    public Link attachThrow(int pid, Path file, long offset) throws BpfException {
        return program("memory_thrown").attachUprobe(pid, file, offset, 0, false);
    }

    /** Counts calls of functions that may throw as soon as their thread waits for something else; once for all processes. */
    public Link attachSettling() throws BpfException {
        return program("memory_settled").attach();
    }

    /** How often a memory monitor's function was called for a request. */
    public long allocationCalls(int monitor) throws BpfException {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment calls = confined.allocate(JAVA_LONG);
            object.map("allocation_calls").lookup(confined.allocateFrom(JAVA_INT, monitor), calls);
            return calls.get(JAVA_LONG, 0);
        }
    }

    /** Takes a request out of the map; false if it isn't there. */
    public boolean take(long requestId, MemorySegment value) throws BpfException {
        key.set(JAVA_LONG, 0, requestId);
        return datapoints.lookupAndDelete(key, value);
    }

    public Detector detector() {
        return detector;
    }

    /** The processes whose threads are mapped automatically if {@link LoadOptions#automatic} is set. */
    public Targets targets() {
        return targets;
    }

    /** Which processes used the CPU time of requests that several work for. */
    public CpuShares shares() {
        return shares;
    }

    /** The layout of what {@link #events} gives. */
    public StructLayout eventLayout() throws BpfException {
        return object.struct("event");
    }

    /** @param consumer gets each counter update, once {@link Detector#logEvents} asked for them */
    public EventLog events(Consumer<MemorySegment> consumer) throws BpfException {
        return new EventLog(object.map("events"), object.map("lost_events"), consumer);
    }

    /** By the names of {@code struct losses} in finelame.h. */
    public Map<String, Long> losses() throws BpfException {
        Map<String, Long> counts = new LinkedHashMap<>();
        losses.lookup(zero, lossCounts);
        for (StructLayout.Field field : lossLayout.fields()) {
            counts.put(field.name(), lossCounts.get(JAVA_LONG, field.offset()));
        }
        return counts;
    }

    /** CPU time of the processes to record; {@code struct cpu_time} in finelame.h. Not for each snapshot: it allocates. */
    public CpuTime cpuTime() throws BpfException {
        StructLayout layout = object.struct("cpu_time");
        try (Arena value = Arena.ofConfined()) {
            MemorySegment counts = value.allocate(layout.size(), 8);
            object.map(".data.cpu_time").lookup(zero, counts);
            return new CpuTime(counts.get(JAVA_LONG, layout.field("charged").offset()),
                    counts.get(JAVA_LONG, layout.field("ended").offset()));
        }
    }

    /**
     * Charges requests that wait for their peer with what they have waited, which no other event reports; before the
     * datapoints are read. Of a long wait up to an eighth may be missing.
     */
    public void advancePeerWaits() throws BpfException {
        program("advance_peer_waits").testRun(zero);
    }

    /** Charges requests that are not answered yet with what has passed; before the datapoints are read, and less often of old ones. */
    public void advanceAges() throws BpfException {
        program("advance_ages").testRun(zero);
    }

    /** Whether a target has connected to this machine, or used a UNIX socket that it did not accept. */
    public boolean hasLocalTraffic() throws BpfException {
        try (Arena value = Arena.ofConfined()) {
            MemorySegment flag = value.allocate(JAVA_INT);
            object.map(".data.local").lookup(zero, flag);
            return flag.get(JAVA_INT, 0) != 0;
        }
    }

    /** Requests that new connections have started since the programs were loaded. */
    public long requests() throws BpfException {
        requests.lookup(zero, requestCount);
        return requestCount.get(JAVA_LONG, 0);
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
        object.close();
        detector.close();
        targets.close();
        shares.close();
        arena.close();
    }
}
