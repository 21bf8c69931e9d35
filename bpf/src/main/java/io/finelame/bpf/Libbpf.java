package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The functions of libbpf 1.x that we call, as bpf/libbpf.h, bpf/bpf.h and bpf/btf.h declare them. */
public final class Libbpf {
    private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(LibbpfLibrary.NAME, Arena.global());

    static final MethodHandle OBJECT_OPEN_MEM = pointer("bpf_object__open_mem", ADDRESS, JAVA_LONG, ADDRESS);
    static final MethodHandle OBJECT_LOAD = integer("bpf_object__load", ADDRESS);
    static final MethodHandle OBJECT_CLOSE = nothing("bpf_object__close", ADDRESS);
    static final MethodHandle OBJECT_BTF = pointer("bpf_object__btf", ADDRESS);
    static final MethodHandle OBJECT_FIND_MAP = pointer("bpf_object__find_map_by_name", ADDRESS, ADDRESS);
    static final MethodHandle OBJECT_FIND_PROGRAM = pointer("bpf_object__find_program_by_name", ADDRESS, ADDRESS);
    static final MethodHandle OBJECT_NEXT_PROGRAM = pointer("bpf_object__next_program", ADDRESS, ADDRESS);
    static final MethodHandle OBJECT_NEXT_MAP = pointer("bpf_object__next_map", ADDRESS, ADDRESS);

    static final MethodHandle MAP_NAME = pointer("bpf_map__name", ADDRESS);
    static final MethodHandle MAP_REUSE_FD = integer("bpf_map__reuse_fd", ADDRESS, JAVA_INT);
    static final MethodHandle MAP_FD = integer("bpf_map__fd", ADDRESS);
    static final MethodHandle MAP_KEY_SIZE = integer("bpf_map__key_size", ADDRESS);
    static final MethodHandle MAP_VALUE_SIZE = integer("bpf_map__value_size", ADDRESS);
    static final MethodHandle MAP_MAX_ENTRIES = integer("bpf_map__max_entries", ADDRESS);
    static final MethodHandle MAP_SET_MAX_ENTRIES = integer("bpf_map__set_max_entries", ADDRESS, JAVA_INT);
    static final MethodHandle MAP_SET_FLAGS = integer("bpf_map__set_map_flags", ADDRESS, JAVA_INT);
    static final MethodHandle MAP_SET_VALUE_SIZE = integer("bpf_map__set_value_size", ADDRESS, JAVA_INT);
    static final MethodHandle MAP_INITIAL_VALUE = pointer("bpf_map__initial_value", ADDRESS, ADDRESS);

    private static final MethodHandle LOOKUP = integer("bpf_map_lookup_elem", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle UPDATE = integer("bpf_map_update_elem", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle DELETE = integer("bpf_map_delete_elem", JAVA_INT, ADDRESS);
    private static final MethodHandle LOOKUP_AND_DELETE = integer("bpf_map_lookup_and_delete_elem", JAVA_INT, ADDRESS,
            ADDRESS);
    private static final MethodHandle LOOKUP_BATCH = integer("bpf_map_lookup_batch", JAVA_INT, ADDRESS, ADDRESS,
            ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    static final MethodHandle PROGRAM_NAME = pointer("bpf_program__name", ADDRESS);
    static final MethodHandle PROGRAM_SECTION = pointer("bpf_program__section_name", ADDRESS);
    static final MethodHandle PROGRAM_FD = integer("bpf_program__fd", ADDRESS);
    static final MethodHandle PROGRAM_SET_AUTOLOAD = integer("bpf_program__set_autoload", ADDRESS, JAVA_INT);
    static final MethodHandle PROGRAM_EXPECTED = integer("bpf_program__expected_attach_type", ADDRESS);
    static final MethodHandle PROGRAM_SET_EXPECTED = integer("bpf_program__set_expected_attach_type", ADDRESS,
            JAVA_INT);
    static final MethodHandle ATTACH = pointer("bpf_program__attach", ADDRESS);
    static final MethodHandle ATTACH_UPROBE = pointer("bpf_program__attach_uprobe_opts", ADDRESS, JAVA_INT, ADDRESS,
            JAVA_LONG, ADDRESS);
    static final MethodHandle ATTACH_KPROBE = pointer("bpf_program__attach_kprobe", ADDRESS, JAVA_BOOLEAN, ADDRESS);
    static final MethodHandle ATTACH_TRACEPOINT = pointer("bpf_program__attach_tracepoint", ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle ATTACH_PERF_EVENT = pointer("bpf_program__attach_perf_event", ADDRESS, JAVA_INT);
    static final MethodHandle LINK_FD = integer("bpf_link__fd", ADDRESS);
    private static final MethodHandle ITER_CREATE = integer("bpf_iter_create", JAVA_INT);
    static final MethodHandle LINK_DESTROY = integer("bpf_link__destroy", ADDRESS);

    private static final MethodHandle TEST_RUN = integer("bpf_prog_test_run_opts", JAVA_INT, ADDRESS);
    static final MethodHandle ENABLE_STATS = integer("bpf_enable_stats", JAVA_INT);
    static final MethodHandle OBJECT_INFO = integer("bpf_obj_get_info_by_fd", JAVA_INT, ADDRESS, ADDRESS);

    static final MethodHandle RING_BUFFER_NEW = pointer("ring_buffer__new", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle RING_BUFFER_POLL = integer("ring_buffer__poll", ADDRESS, JAVA_INT);
    private static final MethodHandle RING_BUFFER_CONSUME = integer("ring_buffer__consume", ADDRESS);
    static final MethodHandle RING_BUFFER_FREE = nothing("ring_buffer__free", ADDRESS);

    static final MethodHandle BTF_FIND = integer("btf__find_by_name_kind", ADDRESS, ADDRESS, JAVA_INT);
    static final MethodHandle BTF_TYPE = pointer("btf__type_by_id", ADDRESS, JAVA_INT);
    static final MethodHandle BTF_NAME = pointer("btf__name_by_offset", ADDRESS, JAVA_INT);
    static final MethodHandle BTF_SIZE = handle("btf__resolve_size",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));

    private static final MethodHandle POSSIBLE_CPUS = integer("libbpf_num_possible_cpus");
    static final MethodHandle VERSION = pointer("libbpf_version_string");
    static final MethodHandle SET_PRINT = handle("libbpf_set_print", FunctionDescriptor.of(ADDRESS, ADDRESS));

    private Libbpf() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return CLibrary.LINKER.downcallHandle(SYMBOLS.findOrThrow(name), descriptor);
    }

    private static MethodHandle integer(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MethodHandle nothing(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.ofVoid(arguments));
    }

    /** A function that answers NULL and sets errno on failure. */
    private static MethodHandle pointer(String name, MemoryLayout... arguments) {
        return CLibrary.LINKER.downcallHandle(SYMBOLS.findOrThrow(name), FunctionDescriptor.of(ADDRESS, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** The installed library's version, e.g. {@code v1.1.2}. */
    public static String version() throws BpfException {
        return pointerOf("read libbpf's version", VERSION).reinterpret(64).getString(0);
    }

    /** How many values a per-CPU map's entry has. */
    public static int possibleCpus() throws BpfException {
        int cpus = call(POSSIBLE_CPUS);
        BpfMap.check("count the possible CPUs", cpus);
        return cpus;
    }

    /** For calls at set-up: those made for each snapshot have methods of their own. */
    public static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @throws BpfException if the function answers NULL */
    static MemorySegment pointerOf(String what, MethodHandle function, Object... arguments) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            LibbpfLog.start();
            MemorySegment result = (MemorySegment) function.invokeWithArguments(all);
            if (result.equals(MemorySegment.NULL)) {
                throw new BpfException(what, (int) CLibrary.ERRNO.get(state, 0L), LibbpfLog.text());
            }
            return result;
        } catch (BpfException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int pollRing(MemorySegment ring, int milliseconds) {
        try {
            return (int) RING_BUFFER_POLL.invokeExact(ring, milliseconds);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int consumeRing(MemorySegment ring) {
        try {
            return (int) RING_BUFFER_CONSUME.invokeExact(ring);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A descriptor that an iterator's program writes to, or minus errno. */
    public static int createIterator(int link) {
        try {
            return (int) ITER_CREATE.invokeExact(link);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int testRun(int fd, MemorySegment options) {
        try {
            return (int) TEST_RUN.invokeExact(fd, options);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int lookup(int fd, MemorySegment key, MemorySegment value) {
        try {
            return (int) LOOKUP.invokeExact(fd, key, value);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int update(int fd, MemorySegment key, MemorySegment value, long flags) {
        try {
            return (int) UPDATE.invokeExact(fd, key, value, flags);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int delete(int fd, MemorySegment key) {
        try {
            return (int) DELETE.invokeExact(fd, key);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int lookupAndDelete(int fd, MemorySegment key, MemorySegment value) {
        try {
            return (int) LOOKUP_AND_DELETE.invokeExact(fd, key, value);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static int lookupBatch(int fd, MemorySegment in, MemorySegment out, MemorySegment keys, MemorySegment values,
            MemorySegment count) {
        try {
            return (int) LOOKUP_BATCH.invokeExact(fd, in, out, keys, values, count, MemorySegment.NULL);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
