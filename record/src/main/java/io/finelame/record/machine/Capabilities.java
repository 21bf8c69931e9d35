package io.finelame.record.machine;

import io.finelame.bpf.ThreadRights;
import java.util.ArrayList;
import java.util.List;

/** The capabilities that this thread has, of those that recording needs; see capabilities(7). */
public enum Capabilities {
    CAP_BPF(39, "load eBPF programs"),
    CAP_PERFMON(38, "attach them to tracepoints and perf events");

    private static final int CAP_SYS_ADMIN = 21;

    private final int bit;
    private final String purpose;

    Capabilities(int bit, String purpose) {
        this.bit = bit;
        this.purpose = purpose;
    }

    /** Those that neither it nor CAP_SYS_ADMIN, which includes them, grants; none if that is unknown: the kernel decides. */
    public static List<Capabilities> missing() {
        long effective = ThreadRights.effective();
        List<Capabilities> missing = new ArrayList<>();
        for (Capabilities capability : values()) {
            if ((effective & (1L << capability.bit | 1L << CAP_SYS_ADMIN)) == 0) {
                missing.add(capability);
            }
        }
        return missing;
    }

    /** What is missing, what for, and what to do. */
    public static String describe(List<Capabilities> missing) {
        return "missing "
                + String.join(", ", missing.stream().map(c -> c + " (to " + c.purpose + ")").toList())
                + ": run it as root, or grant them";
    }
}
