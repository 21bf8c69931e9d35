package io.finelame.record;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What its user should know about the runtimes of the recorded processes, once for each process. Not thread-safe. */
final class RuntimeNotes {
    private final RecheckSchedule schedule = new RecheckSchedule();
    private final Set<Integer> warned = new HashSet<>();

    /** A JVM may begin with virtual threads at any time. */
    List<String> look(Set<Integer> processes) {
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
            lines.add("process " + pid + " is a " + version + " with virtual threads: several take turns on one thread"
                    + " of the kernel, so CPU time of a request that goes on after a wait may be charged to nobody");
        }
    }
}
