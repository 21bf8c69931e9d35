package io.finelame.bpf;

/** The kernel's clocks in ns. {@link #monotonic} is the one that eBPF programs read by bpf_ktime_get_ns(). */
public final class Clock {
    private Clock() {}

    public static long monotonic() {
        return CLibrary.clock(1);
    }

    /** Since the machine started, its sleep included; proc_pid_stat(5) counts from there. */
    public static long boottime() {
        return CLibrary.clock(7);
    }

    public static long realtime() {
        return CLibrary.clock(0);
    }
}
