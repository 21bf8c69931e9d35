package io.finelame.bpf;

/** The kernel's clocks in ns. {@link #monotonic} is the one that eBPF programs read by bpf_ktime_get_ns(). */
public final class Clock {
    private Clock() {}

    public static long monotonic() {
        return CLibrary.clock(1);
    }

    public static long realtime() {
        return CLibrary.clock(0);
    }
}
