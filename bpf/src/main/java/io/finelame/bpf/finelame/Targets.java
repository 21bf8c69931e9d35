package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfMap;
import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.CLibrary;
import io.finelame.bpf.Libbpf;
import io.finelame.bpf.Link;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.elf.GoRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The processes to record. The kernel adds those that match when they execute their program, and the children of those that
 * it knows, and forgets processes whose last thread has ended. One thread only.
 */
public final class Targets implements AutoCloseable {
    private static final int PROCESSES_AT_ONCE = 1024;
    private static final VarHandle FLAG = JAVA_INT.varHandle();

    private final Arena arena = Arena.ofShared();
    /** A key, or a program's context. */
    private final MemorySegment number = arena.allocate(JAVA_LONG);
    private final MemorySegment value = arena.allocate(JAVA_INT);
    private final MemorySegment recorder;
    private final MemorySegment runtime;
    private final MemorySegment counterPlace;
    private final MemorySegment listed;
    private final MemorySegment changed;
    /** A bit for each port, in words of 64. */
    private final MemorySegment listening;
    private final BpfObject object;
    private final BpfMap targets;
    private final BpfMap ports;
    private final BpfMap runtimes;
    private final BpfMap runtimesKnown;
    private final BpfMap cgroups;
    private final BpfMap recorders;
    private final StructLayout recorderLayout;
    private final StructLayout runtimeLayout;
    private final StructLayout processLayout;
    private final StructLayout counterPlaceLayout;
    /** Of the processes that were listed last, by their ids here. */
    private final Map<Integer, Integer> kernelIds = new HashMap<>();
    private Link list;

    Targets(BpfObject object) throws BpfException {
        this.object = object;
        this.targets = object.map("targets");
        this.ports = object.map(".data.ports");
        this.runtimes = object.map("runtimes");
        this.runtimesKnown = object.map(".data.runtimes");
        this.cgroups = object.map("cgroups");
        this.recorders = object.map(".data.recorder");
        this.recorderLayout = object.struct("recorder");
        this.runtimeLayout = object.struct("runtime");
        this.processLayout = object.struct("process");
        this.counterPlaceLayout = object.struct("counter_place");
        this.counterPlace = arena.allocate(counterPlaceLayout.size(), JAVA_LONG.byteSize());
        this.runtime = arena.allocate(runtimeLayout.size(), JAVA_LONG.byteSize());
        this.listening = arena.allocate(ports.valueSize(), JAVA_LONG.byteSize());
        this.recorder = arena.allocate(recorderLayout.size(), JAVA_LONG.byteSize());
        this.changed = object.map(".data.processes").shared(arena);
        this.listed = arena.allocate((long) processLayout.size() * PROCESSES_AT_ONCE, JAVA_LONG.byteSize());
    }

    /** Must be called before any target is added: only processes in this one's pid namespace and those below may match. */
    public void begin() throws BpfException {
        want(-1, 0);
    }

    /** Makes a running process a target. */
    public void add(RunningProcess process, Collection<TargetKind> kinds) throws BpfException {
        put(targets, process.kernelId(), flags(kinds));
    }

    /**
     * Says that a process runs an interpreter with a global lock, whose event loops read several connections and then work for
     * them in that order. Its children inherit that.
     *
     * @param dataStart where its static data begins in the process's memory, which holds the lock
     * @param dataEnd where it ends
     */
    public void interpreter(RunningProcess process, long dataStart, long dataEnd) throws BpfException {
        runtime.fill((byte) 0);
        runtime.set(JAVA_LONG, runtimeLayout.field("data_start").offset(), dataStart);
        runtime.set(JAVA_LONG, runtimeLayout.field("data_end").offset(), dataEnd);
        describe(process);
    }

    /** Says that a process runs a program in Go: its goroutines take turns on its threads. Its children inherit that. */
    public void goroutines(RunningProcess process, GoRuntime go) throws BpfException {
        runtime.fill((byte) 0);
        runtime.set(JAVA_SHORT, runtimeLayout.field("goroutines").offset(), (short) 1);
        runtime.set(JAVA_SHORT, runtimeLayout.field("number_offset").offset(), (short) go.numberOffset());
        runtime.set(JAVA_SHORT, runtimeLayout.field("parent_offset").offset(), (short) go.parentOffset());
        describe(process);
    }

    /**
     * Says that threads of a process wait for work and for the interpreter's lock at the same futex, so that one that is woken
     * up there may be given the lock. Its children inherit that.
     */
    public void locksAtHome(RunningProcess process) throws BpfException {
        runtime.fill((byte) 0);
        runtime.set(JAVA_SHORT, runtimeLayout.field("locks_at_home").offset(), (short) 1);
        describe(process);
    }

    /**
     * Says that a process counts what its threads allocate, by the {@link CountingLibrary}. Its children inherit that.
     *
     * @param pid of one that {@link #running} listed last
     * @param distance of the counters from each thread's thread pointer, bytes
     * @param pools whether what pools give out counts, instead of what they are made of
     */
    public void countAllocations(int pid, long distance, boolean pools) throws BpfException {
        Integer kernelId = kernelIds.get(pid);
        if (kernelId == null) {
            return;
        }
        counterPlace.fill((byte) 0);
        counterPlace.set(JAVA_LONG, counterPlaceLayout.field("distance").offset(), distance);
        counterPlace.set(JAVA_INT, counterPlaceLayout.field("pooled").offset(), pools ? 1 : 0);
        number.set(JAVA_INT, 0, kernelId);
        object.map("counter_places").update(number, counterPlace);
        put(object.map(".data.allocations"), 0, 1);
    }

    /** The id here of a process that {@link #running} listed last, by that in the initial pid namespace; the same if it is not known. */
    public int localId(int kernelId) {
        for (Map.Entry<Integer, Integer> known : kernelIds.entrySet()) {
            if (known.getValue() == kernelId) {
                return known.getKey();
            }
        }
        return kernelId;
    }

    private void describe(RunningProcess process) throws BpfException {
        number.set(JAVA_INT, 0, process.kernelId());
        runtimes.update(number, runtime);
        put(runtimesKnown, 0, 1);
    }

    /**
     * Makes a target of each process that runs the file, and of each that will.
     *
     * @param file as it is now: one that takes its place later is another
     */
    public void wantExecutable(Path file, Collection<TargetKind> kinds) throws BpfException {
        int descriptor = CLibrary.openPath(file.toString());
        BpfMap.check("open " + file, descriptor);
        try {
            want(descriptor, flags(kinds));
        } finally {
            CLibrary.close(descriptor);
        }
    }

    private void want(int descriptor, int flags) throws BpfException {
        number.setAtIndex(JAVA_INT, 0, descriptor);
        number.setAtIndex(JAVA_INT, 1, flags);
        BpfProgram program = object.program("want_executable").orElseThrow();
        if (program.testRun(number) != 0) {
            throw new BpfException("no room for another executable to record", 0, "");
        }
    }

    /**
     * Makes a target of each process in a cgroup or below it, and of each that joins.
     *
     * @param id the inode of its directory in the cgroup2 file system
     */
    public void wantCgroup(long id, Collection<TargetKind> kinds) throws BpfException {
        number.set(JAVA_LONG, 0, 0);
        recorders.lookup(number, recorder);
        recorder.set(JAVA_INT, recorderLayout.field("by_cgroup").offset(), 1);
        recorders.update(number, recorder);
        number.set(JAVA_LONG, 0, id);
        value.set(JAVA_INT, 0, flags(kinds));
        cgroups.update(number, value);
    }

    /** @param port a local TCP port: connections to it that are older than the recording carry requests as well */
    public void listen(int port) throws BpfException {
        long word = port / Long.SIZE;
        listening.setAtIndex(JAVA_LONG, word, listening.getAtIndex(JAVA_LONG, word) | 1L << port % Long.SIZE);
        number.set(JAVA_INT, 0, 0);
        ports.update(number, listening);
    }

    private static int flags(Collection<TargetKind> kinds) {
        return kinds.stream().mapToInt(TargetKind::flags).reduce(0, (one, other) -> one | other);
    }

    private void put(BpfMap map, int key, int content) throws BpfException {
        number.set(JAVA_INT, 0, key);
        value.set(JAVA_INT, 0, content);
        map.update(number, value);
    }

    /** Whether a process began to run a program, became a target or ended since this was asked last; cheap. */
    public boolean haveChanged() {
        return (int) FLAG.getAndSet(changed, 0L, 0) != 0;
    }

    /** The same, without clearing the sign of it. */
    public boolean mayHaveChanged() {
        return changed.get(JAVA_INT, 0) != 0;
    }

    /** The processes that this one can see, after those that match were made targets. One may be listed twice. */
    public List<RunningProcess> running() throws BpfException {
        if (list == null) {
            list = object.program("list_processes").orElseThrow().attach();
        }
        int descriptor = Libbpf.createIterator(list.fd());
        BpfMap.check("list the processes", descriptor);
        try {
            List<RunningProcess> running = readAll(descriptor);
            kernelIds.clear();
            running.forEach(process -> kernelIds.put(process.pid(), process.kernelId()));
            return running;
        } finally {
            CLibrary.close(descriptor);
        }
    }

    private List<RunningProcess> readAll(int descriptor) throws BpfException {
        List<RunningProcess> running = new ArrayList<>();
        int filled = 0;
        while (true) {
            int bytes = CLibrary.read(descriptor, listed.asSlice(filled));
            BpfMap.check("list the processes", bytes);
            if (bytes == 0) {
                return running;
            }
            filled += bytes;
            int whole = filled - filled % processLayout.size();
            for (int at = 0; at < whole; at += processLayout.size()) {
                running.add(process(listed.asSlice(at, processLayout.size())));
            }
            MemorySegment.copy(listed, whole, listed, 0, filled - whole);
            filled -= whole;
        }
    }

    private RunningProcess process(MemorySegment process) {
        return new RunningProcess(field(process, "pid"), field(process, "parent"), field(process, "tgid"),
                field(process, "target") != 0);
    }

    private int field(MemorySegment process, String name) {
        return process.get(JAVA_INT, processLayout.field(name).offset());
    }

    /** Processes that the kernel made targets because they match. */
    public long found() throws BpfException {
        number.set(JAVA_LONG, 0, 0);
        recorders.lookup(number, recorder);
        return recorder.get(JAVA_LONG, recorderLayout.field("found").offset());
    }

    @Override
    public void close() {
        if (list != null) {
            list.close();
        }
        arena.close();
    }
}
