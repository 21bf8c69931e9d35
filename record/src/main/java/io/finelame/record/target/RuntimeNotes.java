package io.finelame.record.target;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Notes for the user about the runtimes of the recorded processes, once for each process. Not thread-safe. */
public final class RuntimeNotes {
    private final RecheckSchedule schedule = new RecheckSchedule();
    private final Set<Integer> warned = new HashSet<>();
    private final List<String> said = new ArrayList<>();
    private final boolean automatic;

    /** @param automatic whether threads are mapped automatically */
    public RuntimeNotes(boolean automatic) {
        this.automatic = automatic;
    }

    /** A JVM may begin with virtual threads at any time. */
    public List<String> look(Set<Integer> processes) {
        List<String> lines = new ArrayList<>();
        schedule.retain(processes);
        warned.retainAll(processes);
        for (int pid : processes) {
            if (!warned.contains(pid) && schedule.isDue(pid)) {
                note(pid, lines);
            }
        }
        return lines;
    }

    private void note(int pid, List<String> lines) {
        if (!ProcessRuntime.hasVirtualThreads(pid)) {
            return;
        }
        ProcessRuntime runtime = ProcessRuntime.of(MappedFile.of(pid));
        if (runtime.kind() == ProcessRuntime.Kind.JVM) {
            warned.add(pid);
            String version = runtime.version().isPresent() ? "JVM " + runtime.version().getAsInt() : "JVM";
            lines.add("process " + pid + " is a " + version
                    + " with virtual threads, which take turns on the kernel's: "
                    + (automatic
                            ? "a request's CPU time is charged when it is answered, so that a long one is seen and flagged late"
                            : "a request that continues after a wait may continue on another thread, which no mapper sees"));
            said.add(lines.getLast());
        }
    }

    /** All that was said, for the recording's end. */
    public List<String> said() {
        return List.copyOf(said);
    }
}
