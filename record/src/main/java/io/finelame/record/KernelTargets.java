package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Targets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the kernel which processes to map automatically, on which ports they listen already, and in which request mappers
 * count. Not thread-safe.
 */
final class KernelTargets {
    private final Targets targets;
    private final List<Application> applications;
    private final Set<Integer> known = new HashSet<>();

    /** @param automatic where a request ends on a connection that carries several; empty: it has request mappers */
    record Application(TargetProcesses processes, Optional<RequestBoundary> automatic) {}

    KernelTargets(Targets targets, List<Application> applications) {
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
                    add(pid, application.automatic());
                }
            }
        }
        known.retainAll(running);
    }

    private void add(int pid, Optional<RequestBoundary> automatic) throws BpfException {
        if (automatic.isEmpty()) {
            targets.choose(pid);
            return;
        }
        boolean splits = automatic.get() == RequestBoundary.RESPONSE;
        Optional<PythonProcess> python = PythonProcess.of(pid);
        if (python.isPresent()) {
            targets.addInterpreter(pid, splits, python.get().dataStart(), python.get().dataEnd());
        } else {
            targets.add(pid, splits);
        }
        for (int port : ListeningPorts.of(pid)) {
            targets.listen(port);
        }
    }
}
