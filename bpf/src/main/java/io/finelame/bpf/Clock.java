package io.finelame.bpf;

/** The kernel's clocks in ns. {@link #monotonic} is the one that eBPF programs read by bpf_ktime_get_ns(). */
public final class Clock {
    private static final boolean IS_NANO_TIME = isNanoTime();

    private Clock() {}

    public static long monotonic() {
        return IS_NANO_TIME ? System.nanoTime() : CLibrary.clock(1);
    }

    /** The JVM may take any clock for it; Linux's takes this one, and reads it without allocating memory. */
    private static boolean isNanoTime() {
        long before = CLibrary.clock(1);
        long nanoTime = System.nanoTime();
        return before <= nanoTime && nanoTime <= CLibrary.clock(1);
    }

    /** Since the machine started, its sleep included; proc_pid_stat(5) counts from there. */
    public static long boottime() {
        return CLibrary.clock(7);
    }

    /** The CPU time of a process, with that of its threads that have ended; clock_getcpuclockid(3). 0 if it is gone. */
    public static long process(int pid) {
        return CLibrary.clock(~pid << 3 | 2);
    }

    public static long realtime() {
        return CLibrary.clock(0);
    }
}
