package io.finelame.record.machine;

import io.finelame.bpf.ThreadRights;
import java.util.List;
import java.util.stream.Stream;

/** A capability that recording is about; capabilities(7). */
public enum Capability {
    DAC_OVERRIDE(1, "write other users' files"),
    DAC_READ_SEARCH(2, "read other users' executables"),
    FOWNER(3, "change other users' files"),
    NET_ADMIN(12, "close connections, and change packet filters"),
    SYS_PTRACE(19, "look into other users' processes"),
    SYS_ADMIN(21, "attach to functions of user space"),
    SYSLOG(34, "name the kernel's functions"),
    PERFMON(38, "attach them to tracepoints and perf events"),
    BPF(39, "load eBPF programs");

    private final int number;
    private final String purpose;

    Capability(int number, String purpose) {
        this.number = number;
        this.purpose = purpose;
    }

    /** A bit for each, by its number, as the kernel has them. */
    public static long mask(Capability... capabilities) {
        return Stream.of(capabilities).mapToLong(capability -> 1L << capability.number).reduce(0, (a, b) -> a | b);
    }

    /** What recording can't do without and neither it nor CAP_SYS_ADMIN, which includes them, grants to this thread. */
    public static List<Capability> missing() {
        long effective = ThreadRights.effective();
        return Stream.of(BPF, PERFMON).filter(capability -> (effective & mask(capability, SYS_ADMIN)) == 0).toList();
    }

    /** What is missing, what for, and what to do. */
    public static String describe(List<Capability> missing) {
        return "missing "
                + String.join(", ", missing.stream().map(c -> "CAP_" + c + " (to " + c.purpose + ")").toList())
                + ": run it as root, or grant them";
    }
}
