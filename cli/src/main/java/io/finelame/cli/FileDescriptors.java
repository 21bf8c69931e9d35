package io.finelame.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Properties of an open file descriptor that Java's library doesn't provide. Needs no libbpf. Thread-safe. */
@SuppressWarnings("restricted")
public final class FileDescriptors {
    public static final int STANDARD_OUTPUT = 1;
    public static final int STANDARD_ERROR = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle POLL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("poll"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));

    private static final short POLLOUT = 0x4;
    private static final short POLLERR = 0x8;
    private static final short POLLHUP = 0x10;
    private static final int AT_ONCE = 0;
    private static final int FOREVER = -1;
    private static final long TIOCGWINSZ = 0x5413;

    private FileDescriptors() {}

    /** Whether the other end of a pipe, socket or terminal is closed, so that nothing that is written will be read. */
    public static boolean isHungUp(int fd) {
        return (poll(fd, (short) 0, AT_ONCE) & (POLLERR | POLLHUP)) != 0;
    }

    /** Waits until a pipe in non-blocking mode has room again, or nobody reads it any more. */
    public static void awaitWritable(int fd) {
        poll(fd, POLLOUT, FOREVER);
    }

    /** The width of a terminal; 0 if it is unknown. */
    public static int columns(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            return ioctl(fd, TIOCGWINSZ, size) == 0
                    ? Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1))
                    : 0;
        }
    }

    /** @return the events that poll(2) reports */
    private static int poll(int fd, short events, int timeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(8, 4);
            entry.set(ValueLayout.JAVA_INT, 0, fd);
            entry.set(ValueLayout.JAVA_SHORT, 4, events);
            return poll(entry, timeoutMs) > 0 ? entry.get(ValueLayout.JAVA_SHORT, 6) : 0;
        }
    }

    private static int poll(MemorySegment entry, int timeoutMs) {
        try {
            return (int) POLL.invokeExact(entry, 1L, timeoutMs);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static int ioctl(int fd, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(fd, request, argument);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
