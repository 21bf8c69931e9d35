package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Libbpf;
import io.finelame.bpf.LibbpfLibrary;
import io.finelame.bpf.Link;
import io.finelame.bpf.StructLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private final LoadedPrograms programs;
    private final BpfObject object;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(8, 8);
    private final MemorySegment losses;
    private final MemorySegment requests;
    private final BpfMap datapoints;
    private final BpfMap associations;
    private final MemorySegment counted;
    private final MemorySegment cpuTime;
    private final int chargedAt;
    private final int endedAt;
    private final MemorySegment localTraffic;
    private final StructLayout lossLayout;
    private final Detector detector;
    private final Targets targets;
    private final CpuShares shares;
    private final DatapointReader reader;
    private OwnPrograms own;

    private FinelameObject(LoadedPrograms programs) throws BpfException {
        this.programs = programs;
        this.object = programs.object();
        this.datapoints = object.map("datapoints");
        this.associations = object.map("associations");
        this.losses = object.map(".data.losses").shared(arena);
        this.requests = object.map(".data.requests").shared(arena);
        this.counted = object.map(".data.counted").shared(arena);
        this.cpuTime = object.map(".data.cpu_time").shared(arena);
        this.chargedAt = object.struct("cpu_time").field("charged").offset();
        this.endedAt = object.struct("cpu_time").field("ended").offset();
        this.localTraffic = object.map(".data.local").shared(arena);
        this.lossLayout = object.struct("losses");
        this.detector = new Detector(object);
        this.targets = new Targets(object);
        this.shares = new CpuShares(object);
        this.reader = new DatapointReader(programs);
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
        LoadedPrograms programs = LoadedPrograms.load(options, hooks);
        try {
            return new FinelameObject(programs);
        } catch (BpfException e) {
            programs.object().close();
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
        return LoadedPrograms.areIncluded();
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
        return programs.program(name);
    }

    /**
     * Attaches a program to its event in the kernel, in the way that works here if it is that of a {@link KernelHook}.
     *
     * @return what to close to detach it
     */
    public List<Link> attach(String program) throws BpfException {
        return programs.attach(program);
    }

    /** The way that {@link #attach(String)} goes; empty if none works. */
    public Optional<KernelHook.Way> way(KernelHook hook) {
        return programs.hooks().way(hook);
    }

    /** The ELF section of a program, loaded or not, e.g. {@code tp_btf/sched_switch}. */
    public String section(String program) {
        return LoadedPrograms.named(object, program).section();
    }

    /** Loads the user's programs beside; they are closed with this object. */
    public void add(OwnPrograms added) throws BpfException {
        added.load(object);
        own = added;
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

    /** Whether any request has used something of this feature. */
    public boolean hasCounted(Feature feature) {
        return (counted.get(JAVA_LONG, 0) & 1L << feature.ordinal()) != 0;
    }

    /** Reads the datapoints, as far as they have changed. */
    public DatapointReader reader() {
        return reader;
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

    /** @param consumer gets each stack that is sampled */
    public StackLog stacks(Consumer<StackRecord> consumer) throws BpfException {
        return new StackLog(object, consumer);
    }

    /** @param consumer gets each mapping and update */
    public TraceLog traces(Consumer<Trace> consumer) throws BpfException {
        return new TraceLog(object, consumer);
    }

    /** By the names of {@code struct losses} in finelame.h. */
    public Map<String, Long> losses() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (StructLayout.Field field : lossLayout.fields()) {
            counts.put(field.name(), losses.get(JAVA_LONG, field.offset()));
        }
        return counts;
    }

    /** CPU time of the processes to record; {@code struct cpu_time} in finelame.h. */
    public CpuTime cpuTime() {
        return new CpuTime(cpuTime.get(JAVA_LONG, chargedAt), cpuTime.get(JAVA_LONG, endedAt));
    }

    /** Whether a target has connected to this machine, or used a UNIX socket that it did not accept. */
    public boolean hasLocalTraffic() {
        return localTraffic.get(JAVA_INT, 0) != 0;
    }

    /** Requests that new connections have started since the programs were loaded. */
    public long requests() {
        return requests.get(JAVA_LONG, 0);
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
        reader.close();
        arena.close();
    }
}
