package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Targets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells the kernel which processes to map automatically, and on which ports they listen already. Not thread-safe. */
final class AutomaticMapping {
    private final Targets targets;
    private final List<Application> applications;
    private final Set<Integer> known = new HashSet<>();

    /** @param boundary where a request ends on a connection that carries several */
    record Application(TargetProcesses processes, RequestBoundary boundary) {}

    AutomaticMapping(Targets targets, List<Application> applications) {
        this.targets = targets;
        this.applications = List.copyOf(applications);
    }

    /** Adds the processes that are new; the kernel itself adds the children of those it knows. */
    void follow() throws BpfException {
        Set<Integer> running = new HashSet<>();
        for (Application application : applications) {
            for (int pid : application.processes().find()) {
                running.add(pid);
                if (known.add(pid)) {
                    add(pid, application.boundary());
                }
            }
        }
        known.retainAll(running);
    }

    private void add(int pid, RequestBoundary boundary) throws BpfException {
        targets.add(pid, boundary == RequestBoundary.RESPONSE);
        for (int port : ListeningPorts.of(pid)) {
            targets.listen(port);
        }
    }
}
