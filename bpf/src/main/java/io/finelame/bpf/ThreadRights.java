package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The capabilities of the calling thread, which each thread has its own of and hands on to the threads that it starts;
 * capabilities(7), capset(2). Masks have a bit for each capability, by its number.
 */
public final class ThreadRights {
    private static final MethodHandle CAPGET = handle("capget", ADDRESS, ADDRESS);
    private static final MethodHandle CAPSET = handle("capset", ADDRESS, ADDRESS);
    private static final MethodHandle GETEUID = handle("geteuid");
    private static final MethodHandle PRCTL = CLibrary.LINKER.downcallHandle(
            CLibrary.LINKER.defaultLookup().findOrThrow("prctl"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG,
                    JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private static final int VERSION_3 = 0x20080522;
    private static final int HEADER_BYTES = 8;
    private static final int DATA_BYTES = 24;
    /** Offset of the second half of each set, after the first half. */
    private static final int UPPER_HALF = 12;
    private static final int EFFECTIVE_AT = 0;
    private static final int PERMITTED_AT = 4;
    private static final int INHERITABLE_AT = 8;

    private static final int CAPABILITIES = Long.SIZE;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final long PR_CAP_AMBIENT_RAISE = 2;
    private static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private ThreadRights() {}

    private static MethodHandle handle(String name, MemoryLayout... arguments) {
        return CLibrary.LINKER.downcallHandle(CLibrary.LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Whether the process is root's, by its effective user id. */
    public static boolean isRoot() {
        try {
            return (int) GETEUID.invokeExact() == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The capabilities in force. */
    public static long effective() {
        return get(EFFECTIVE_AT);
    }

    /** Those that may be put in force. */
    public static long permitted() {
        return get(PERMITTED_AT);
    }

    /**
     * Puts these of the permitted capabilities in force, and no others; programs that the thread starts get none.
     *
     * @throws SecurityException if the kernel refuses
     */
    public static void setEffective(long mask) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = read(arena);
            put(data, EFFECTIVE_AT, mask & mask(data, PERMITTED_AT));
            put(data, INHERITABLE_AT, 0);
            require("capset", call(CAPSET, header(arena), data));
        }
        require("clear the ambient capabilities",
                call(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L));
    }

    /**
     * From now on, programs that the thread starts get these of the permitted capabilities, until {@link #setEffective}. Those that
     * root starts have what root has.
     *
     * @throws SecurityException if the kernel refuses
     */
    public static void handOn(long mask) {
        if (isRoot()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = read(arena);
            long handed = mask & mask(data, PERMITTED_AT);
            put(data, INHERITABLE_AT, handed);
            require("capset", call(CAPSET, header(arena), data));
            raiseAmbient(handed);
        }
    }

    private static void raiseAmbient(long mask) {
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            if ((mask & 1L << capability) != 0) {
                require("keep a capability",
                        call(PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (long) capability, 0L, 0L));
            }
        }
    }

    /**
     * Gives up all other capabilities for good: a program that the thread executes has these, and can't gain any, also not
     * by a set-user-id program. The bounding set is dropped first, which is where a kernel or a container refuses.
     *
     * @throws SecurityException if the kernel refuses; then nothing has changed
     */
    public static void keepBounded(long mask) {
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            if ((mask & 1L << capability) == 0 && prctl(PR_CAPBSET_READ, capability) == 1) {
                require("drop a capability", prctl(PR_CAPBSET_DROP, capability));
            }
        }
        keep(mask);
        require("prctl(PR_SET_NO_NEW_PRIVS)", prctl(PR_SET_NO_NEW_PRIVS, 1));
    }

    /**
     * Gives up all other capabilities: a program that the thread executes has these, unless it is root's or set-user-id.
     *
     * @throws SecurityException if the kernel refuses
     */
    public static void keep(long mask) {
        boolean inherits = !isRoot();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = read(arena);
            long kept = mask & mask(data, PERMITTED_AT);
            put(data, PERMITTED_AT, kept);
            put(data, EFFECTIVE_AT, kept);
            put(data, INHERITABLE_AT, inherits ? kept : 0);
            require("capset", call(CAPSET, header(arena), data));
            raiseAmbient(inherits ? kept : 0);
        }
    }

    private static int prctl(int option, long argument) {
        return call(PRCTL, option, argument, 0L, 0L, 0L);
    }

    /**
     * Denies other processes of the user access to this one's memory, file descriptors and core dumps; prctl(2),
     * PR_SET_DUMPABLE. Holds for the whole process.
     *
     * @throws SecurityException if the kernel refuses
     */
    public static void denyInspection() {
        require("prctl(PR_SET_DUMPABLE)", prctl(PR_SET_DUMPABLE, 0));
    }

    private static long get(int set) {
        try (Arena arena = Arena.ofConfined()) {
            return mask(read(arena), set);
        }
    }

    private static MemorySegment read(Arena arena) {
        MemorySegment data = arena.allocate(DATA_BYTES, 4);
        try {
            require("capget", (int) CAPGET.invokeExact(header(arena), data));
        } catch (SecurityException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        return data;
    }

    /** Of the calling thread, whose id is 0 here. */
    private static MemorySegment header(Arena arena) {
        MemorySegment header = arena.allocate(HEADER_BYTES, 4);
        header.set(JAVA_INT, 0, VERSION_3);
        return header;
    }

    private static long mask(MemorySegment data, int set) {
        return Integer.toUnsignedLong(data.get(JAVA_INT, set))
                | (long) data.get(JAVA_INT, set + UPPER_HALF) << Integer.SIZE;
    }

    private static void put(MemorySegment data, int set, long mask) {
        data.set(JAVA_INT, set, (int) mask);
        data.set(JAVA_INT, set + UPPER_HALF, (int) (mask >>> Integer.SIZE));
    }

    private static void require(String what, int result) {
        if (result != 0) {
            throw new SecurityException(what + ": refused by the kernel: run it as root, without sudo");
        }
    }
}
