package io.finelame.record.target;

import java.util.Set;
import java.util.TreeSet;

/** The TCP connections that were seen on the ports on which some processes listen. Not thread-safe. */
final class Connections {
    private final Set<Integer> ports = new TreeSet<>();
    private final Set<String> seen = new TreeSet<>();

    /** Looks again, at processes that run. */
    void look(Set<Integer> pids) {
        for (int pid : pids) {
            Set<Integer> own = ListeningPorts.of(pid);
            ports.addAll(own);
            if (!own.isEmpty()) {
                seen.addAll(ListeningPorts.connections(pid, own));
            }
        }
    }

    boolean any() {
        return !seen.isEmpty();
    }

    @Override
    public String toString() {
        return seen.size() + (seen.size() == 1 ? " connection was" : " connections were") + " seen on port "
                + String.join(", ", ports.stream().map(String::valueOf).toList());
    }
}
