package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.finelame.CpuTime;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.cli.text.AttributedCpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much CPU time the processes to record have used since recording began, and how much of it was charged to requests. The
 * rest is unattributed: work that no connection announced, or the runtime's own. Not thread-safe.
 */
public final class TargetCpuTime {
    private static final long NS_PER_TICK = 10_000_000L;
    private static final int STATE = 3;
    private static final int USER_TICKS = 14;
    private static final int KERNEL_TICKS = 15;
    private static final int START_TICKS = 22;

    private final FinelameObject object;
    private final String guide;
    private final long beganTicks;
    private final Map<Integer, Use> running = new HashMap<>();
    private long before;
    private long chargedNs;
    private long usedNs;

    /** The CPU time of a process, in clock ticks. */
    record Use(long started, long used) {}

    /**
     * @param automatic whether threads are mapped automatically
     * @param uptimeNs CLOCK_BOOTTIME when recording began
     */
    TargetCpuTime(FinelameObject object, boolean automatic, long uptimeNs) {
        this.object = object;
        this.guide = automatic ? "docs/automatic-mapping.md" : "docs/request-mapper.md";
        this.beganTicks = uptimeNs / NS_PER_TICK;
    }

    /** Looks again. What a process had used before the recording, or before it was found, doesn't count. */
    void look(Set<Integer> processes) throws BpfException {
        running.keySet().retainAll(processes);
        long now = 0;
        for (int pid : processes) {
            Optional<Use> use = read(pid);
            if (use.isEmpty()) {
                continue;
            }
            Use known = running.put(pid, use.get());
            if (known == null && use.get().started < beganTicks) {
                before += use.get().used;
            }
            now += use.get().used;
        }
        CpuTime kernel = object.cpuTime();
        chargedNs = kernel.charged();
        usedNs = Math.max(usedNs, (now - before) * NS_PER_TICK + kernel.ended());
    }

    /** Empty if the process is gone, or has ended and is counted by the kernel. */
    private static Optional<Use> read(int pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Integer.toString(pid), "stat")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** @param stat proc_pid_stat(5) */
    static Optional<Use> parse(String stat) {
        // The name may have blanks and brackets of its own.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
        return Optional.of(new Use(Long.parseLong(fields[START_TICKS - STATE]),
                Long.parseLong(fields[USER_TICKS - STATE]) + Long.parseLong(fields[KERNEL_TICKS - STATE])));
    }

    long usedNs() {
        return usedNs;
    }

    long chargedNs() {
        return chargedNs;
    }

    /** Empty if all but a little was charged. */
    Optional<String> warning() {
        AttributedCpuTime total = new AttributedCpuTime(usedNs, chargedNs);
        return total.isMuchUnattributed()
                ? Optional.of(total.text() + ": " + guide + " lists possible causes")
                : Optional.empty();
    }

    /** In words: what was used, and which part of it was charged. */
    public static String describe(long usedNs, long chargedNs) {
        return new AttributedCpuTime(usedNs, chargedNs).text();
    }
}
