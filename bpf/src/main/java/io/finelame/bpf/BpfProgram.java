package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** A program of a loaded {@link BpfObject}. One program may be attached many times, distinguished by its cookie. */
public final class BpfProgram {
    /** struct bpf_uprobe_opts in bpf/libbpf.h. */
    private static final int UPROBE_OPTIONS = 40;
    /** Every process that runs the file, now and later. */
    public static final int ANY_PROCESS = -1;

    /** What the type information of a kernel has if {@link #useUprobeLinks} works there. */
    public static final String UPROBE_LINKS = UprobeLink.RELIABLE_WITH;

    private final MemorySegment program;

    /** Settled when the object is loaded. */
    private volatile int fd = -1;

    BpfProgram(MemorySegment program) {
        this.program = program;
    }

    public String name() {
        return text(Libbpf.PROGRAM_NAME);
    }

    /** The ELF section, e.g. {@code tp_btf/sched_switch}. */
    public String section() {
        return text(Libbpf.PROGRAM_SECTION);
    }

    private String text(java.lang.invoke.MethodHandle function) {
        try {
            return Libbpf.pointerOf("read a program's name", function, program).reinterpret(256).getString(0);
        } catch (BpfException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public int fd() {
        if (fd < 0) {
            fd = Libbpf.call(Libbpf.PROGRAM_FD, program);
        }
        return fd;
    }

    public boolean isLoaded() {
        return fd() >= 0;
    }

    /** Whether the object's load includes this program; only before it. */
    public void setAutoload(boolean load) throws BpfException {
        BpfMap.check("leave out " + name(), Libbpf.call(Libbpf.PROGRAM_SET_AUTOLOAD, program, load ? 1 : 0));
    }

    /** Loads a uprobe for {@link UprobeLink}s; only before the object's load. */
    public void useUprobeLinks() throws BpfException {
        BpfMap.check("prepare " + name(), Libbpf.call(Libbpf.PROGRAM_SET_EXPECTED, program, UprobeLink.TYPE));
    }

    /** Attaches as the section's name says, e.g. to a BTF tracepoint. */
    public Link attach() throws BpfException {
        return link("attach " + name() + " to " + section(), Libbpf.ATTACH, program);
    }

    /**
     * @param pid a process, or {@link #ANY_PROCESS}
     * @param offset the instruction's offset in the file, bytes
     * @param cookie what bpf_get_attach_cookie() answers
     * @param atReturn where the function returns, instead of at the instruction
     */
    public Link attachUprobe(int pid, Path file, long offset, long cookie, boolean atReturn) throws BpfException {
        return attachUprobe(pid, file, offset, 0, cookie, atReturn);
    }

    /**
     * @param semaphore offset in the file of a 16-bit counter that the kernel raises in each process while this is attached
     *            (ref_ctr_offset), bytes; 0: none
     */
    public Link attachUprobe(int pid, Path file, long offset, long semaphore, long cookie, boolean atReturn)
            throws BpfException {
        String what = "attach " + name() + " at " + file + "+0x" + Long.toHexString(offset);
        try (Arena arena = Arena.ofConfined()) {
            if (Libbpf.call(Libbpf.PROGRAM_EXPECTED, program) == UprobeLink.TYPE) {
                int descriptor = UprobeLink.create(fd(), pid, file, offset, semaphore, cookie, atReturn);
                BpfMap.check(what, descriptor);
                return new Link(descriptor);
            }
            MemorySegment options = arena.allocate(UPROBE_OPTIONS, 8);
            options.set(JAVA_LONG, 0, UPROBE_OPTIONS);
            options.set(JAVA_LONG, 8, semaphore);
            options.set(JAVA_LONG, 16, cookie);
            options.set(JAVA_BYTE, 24, (byte) (atReturn ? 1 : 0));
            options.set(ADDRESS, 32, MemorySegment.NULL);
            return link(what, Libbpf.ATTACH_UPROBE, program, pid, arena.allocateFrom(file.toString()), offset, options);
        } catch (BpfException e) {
            throw e.errno() == Errno.EACCES || e.errno() == Errno.EPERM
                    ? new BpfException(e.getMessage() + ": attaching to functions may need CAP_SYS_ADMIN here,"
                            + " which automatic mapping doesn't", 0, e.log())
                    : e;
        }
    }

    /** At a function of the kernel, or where it returns: as the section's name says. */
    public Link attachKprobe(String function) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            return link("attach " + name() + " to " + section() + "/" + function, Libbpf.ATTACH_KPROBE, program,
                    section().startsWith("kretprobe"), arena.allocateFrom(function));
        }
    }

    /** A classic tracepoint, e.g. {@code exceptions}, {@code page_fault_user}; needs tracefs. */
    public Link attachTracepoint(String category, String event) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            return link("attach " + name() + " to " + category + ":" + event, Libbpf.ATTACH_TRACEPOINT, program,
                    arena.allocateFrom(category), arena.allocateFrom(event));
        }
    }

    /** The link owns the event and closes it. */
    public Link attachPerfEvent(PerfEvent event) throws BpfException {
        try {
            return link("attach " + name() + " to " + event, Libbpf.ATTACH_PERF_EVENT, program, event.fd());
        } catch (BpfException e) {
            event.close();
            throw e;
        }
    }

    private Link link(String what, java.lang.invoke.MethodHandle function, Object... arguments) throws BpfException {
        return new Link(Libbpf.pointerOf(what, function, arguments));
    }

    /** How often and how long it has run since statistics were switched on; see {@link RunStatistics}. */
    public RunStatistics statistics() throws BpfException {
        return RunStatistics.of(fd());
    }

    /**
     * Runs the program once in the kernel (BPF_PROG_TEST_RUN), for tests.
     *
     * @param context what the program gets as its context, as the program's type has it
     * @return the program's return value
     */
    public int testRun(MemorySegment context) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            int size = 80;
            MemorySegment options = arena.allocate(size, 8);
            options.set(JAVA_LONG, 0, size);
            options.set(ADDRESS, 32, context);
            options.set(JAVA_INT, 48, (int) context.byteSize());
            int result = Libbpf.testRun(fd(), options);
            if (result < 0) {
                throw new BpfException("run " + name(), -result, "");
            }
            return options.get(JAVA_INT, 56);
        }
    }
}
