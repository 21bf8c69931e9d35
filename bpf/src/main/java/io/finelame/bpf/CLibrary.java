package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few functions of the C library that go with libbpf: perf events, file descriptors, clocks, messages. */
public final class CLibrary {
    static final Linker LINKER = Linker.nativeLinker();
    static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle STRERROR = handle("strerror",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE = handle("close",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle OPEN = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2), Linker.Option.captureCallState("errno"));
    private static final MethodHandle READ = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("read"),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle WRITE = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("write"),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle SOCKET = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("socket"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CONNECT = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("connect"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOCK_GETTIME = handle("clock_gettime",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle POLL = handle("poll", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle MMAP = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle MUNMAP = handle("munmap",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle VSNPRINTF = handle("vsnprintf", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle PERF_EVENT_OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));

    private static final MethodHandle BPF = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));

    private CLibrary() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    static String strerror(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A descriptor that names a file and can't read it, or minus errno. */
    public static int openPath(String path) {
        int pathOnly = 0x200000;
        int closeOnExec = 0x80000;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), pathOnly | closeOnExec);
            return fd < 0 ? -(int) ERRNO.get(state, 0L) : fd;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The bytes read, 0 at the end, or minus errno. */
    public static int read(int fd, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long bytes = (long) READ.invokeExact(state, fd, buffer, buffer.byteSize());
            return bytes < 0 ? -(int) ERRNO.get(state, 0L) : (int) bytes;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The bytes written, or minus errno. */
    static int write(int fd, MemorySegment bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long written = (long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize());
            return written < 0 ? -(int) ERRNO.get(state, 0L) : (int) written;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A datagram socket that is connected to a UNIX address (struct sockaddr_un), or minus errno. */
    static int connectDatagrams(MemorySegment address) {
        int unix = 1;
        int datagramCloseOnExec = 2 | 0x80000;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int fd = (int) SOCKET.invokeExact(state, unix, datagramCloseOnExec, 0);
            if (fd >= 0 && (int) CONNECT.invokeExact(state, fd, address, (int) address.byteSize()) == 0) {
                return fd;
            }
            int errno = (int) ERRNO.get(state, 0L);
            if (fd >= 0) {
                close(fd);
            }
            return -errno;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** poll(2). */
    static int poll(MemorySegment entries, long count, int timeoutMs) {
        try {
            return (int) POLL.invokeExact(entries, count, timeoutMs);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Shares memory with a descriptor, for reading and writing.
     *
     * @param bytes whole pages are shared
     * @param arena unmaps it when it is closed
     * @throws BpfException if that is refused
     */
    static MemorySegment share(int fd, long bytes, Arena arena) throws BpfException {
        int readAndWrite = 1 | 2;
        int shared = 1;
        MemorySegment address;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment state = call.allocate(CALL_STATE);
            address = (MemorySegment) MMAP.invokeExact(state, MemorySegment.NULL, bytes, readAndWrite, shared, fd, 0L);
            if (address.address() == -1) {
                throw new BpfException("share memory with the kernel", (int) ERRNO.get(state, 0L), "");
            }
        } catch (BpfException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        return address.reinterpret(bytes, arena, CLibrary::unmap);
    }

    private static void unmap(MemorySegment shared) {
        try {
            int ignored = (int) MUNMAP.invokeExact(shared, shared.byteSize());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** ioctl(2) of a request that takes one pointer. */
    static int ioctl(int fd, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(fd, request, argument);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @param clock CLOCK_REALTIME (0), CLOCK_MONOTONIC (1), CLOCK_BOOTTIME (7) or of a process; ns, or 0 if there is no such clock */
    static long clock(int clock) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            int ignored = (int) CLOCK_GETTIME.invokeExact(clock, time);
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Formats a C message; {@code arguments} is a va_list as the platform passes it. */
    static String format(MemorySegment format, MemorySegment arguments) {
        try (Arena arena = Arena.ofConfined()) {
            long size = 64 << 10;
            MemorySegment buffer = arena.allocate(size);
            int ignored = (int) VSNPRINTF.invokeExact(buffer, size, format, arguments);
            return buffer.getString(0);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** bpf(2), for what libbpf's older versions don't know; its result, or minus errno. */
    static int bpf(int command, MemorySegment attributes) {
        long number = switch (System.getProperty("os.arch")) {
            case "amd64" -> 321;
            default -> 280;
        };
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = (long) BPF.invokeExact(state, number, command, attributes, (int) attributes.byteSize());
            return result < 0 ? -(int) ERRNO.get(state, 0L) : (int) result;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** perf_event_open(2) on every process of one CPU; a descriptor, or minus errno. */
    static int perfEventOpen(MemorySegment attributes, int cpu) {
        long number = switch (System.getProperty("os.arch")) {
            case "amd64" -> 298;
            default -> 241;
        };
        long closeOnExec = 1 << 3;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long fd = (long) PERF_EVENT_OPEN.invokeExact(state, number, attributes, -1, cpu, -1, closeOnExec);
            return fd < 0 ? -(int) ERRNO.get(state, 0L) : (int) fd;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
