package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The kernel's own account of a program.
 *
 * @param nanoseconds spent in it, all CPUs together
 * @param runs how often it ran
 * @param recursionMisses how often it was skipped because it was running on that CPU already
 */
public record RunStatistics(long nanoseconds, long runs, long recursionMisses) {
    /** Up to recursion_misses in struct bpf_prog_info, linux/bpf.h. */
    private static final int INFO = 216;

    /** Switched on until it is closed. */
    public interface Accounting extends AutoCloseable {
        @Override
        void close();
    }

    /** Switches the accounting on for all programs of this machine until the answer is closed. */
    public static Accounting enable() throws BpfException {
        LibbpfLibrary.require();
        int fd = Libbpf.call(Libbpf.ENABLE_STATS, 0);
        BpfMap.check("enable run-time statistics", fd);
        return () -> CLibrary.close(fd);
    }

    static RunStatistics of(int fd) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO, 8);
            MemorySegment size = arena.allocateFrom(JAVA_INT, INFO);
            BpfMap.check("read a program's statistics", Libbpf.call(Libbpf.OBJECT_INFO, fd, info, size));
            return new RunStatistics(info.get(JAVA_LONG, 192), info.get(JAVA_LONG, 200), info.get(JAVA_LONG, 208));
        }
    }
}
