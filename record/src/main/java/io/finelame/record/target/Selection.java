package io.finelame.record.target;

import java.nio.file.Path;
import java.util.List;

/** The ways to choose a server's processes. */
public sealed interface Selection {
    /** All that run the configuration's executables, by whatever name and in whatever container. */
    record Executables() implements Selection {}

    /** These, as this process's pid namespace has them, and their descendants. */
    record Processes(List<Integer> pids) implements Selection {
        public Processes {
            pids = List.copyOf(pids);
        }
    }

    /** All in a cgroup of the unified hierarchy, and in those below it. */
    record Cgroup(Path directory) implements Selection {}
}
