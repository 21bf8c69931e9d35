package io.finelame.record.target;

import io.finelame.bpf.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When to look at a process again: often while it starts, seldom when it has run for long, at once when it runs another
 * program. Not thread-safe.
 */
public final class RecheckSchedule {
    private static final long SHORTEST_NS = 400_000_000L;
    private static final long LONGEST_NS = 16_000_000_000L;

    private final Map<Integer, Due> byProcess = new HashMap<>();

    private record Due(String program, long next, long pause) {}

    /** Whether it is time; then it is not again until later. */
    public boolean isDue(int pid) {
        String program = program(pid);
        Due due = byProcess.get(pid);
        boolean sameProgram = due != null && due.program.equals(program);
        long now = Clock.monotonic();
        if (sameProgram && now < due.next) {
            return false;
        }
        long pause = sameProgram ? Math.min(2 * due.pause, LONGEST_NS) : SHORTEST_NS;
        byProcess.put(pid, new Due(program, now + pause, pause));
        return true;
    }

    public void retain(Set<Integer> processes) {
        byProcess.keySet().retainAll(processes);
    }

    private static String program(int pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Integer.toString(pid), "exe")).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
