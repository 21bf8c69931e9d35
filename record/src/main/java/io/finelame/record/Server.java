package io.finelame.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The server to record, as the configuration and the command line choose it.
 *
 * @param pids the processes to record with their descendants; empty: all that run the configuration's executables
 */
record Server(Configuration configuration, ServerFiles files, List<Integer> pids) {
    private static final String DELETED = " (deleted)";

    Server {
        pids = List.copyOf(pids);
    }

    /** @throws IllegalArgumentException where a process doesn't exist, or sees other files than the first */
    static Server of(RecordingOptions options) throws IOException, ConfigurationException {
        if (options.executable != null) {
            Path executable = options.executable.toAbsolutePath();
            return new Server(AutomaticConfiguration.of(List.of(executable)), ServerFiles.ofThisMachine(), List.of());
        }
        if (options.pids.isEmpty()) {
            return of(Configuration.load(options.configurationFile));
        }
        Set<Path> executables = executables(options.pids);
        Configuration configuration = options.configurationFile != null
                ? Configuration.load(options.configurationFile)
                : AutomaticConfiguration.of(executables);
        return new Server(configuration, ServerFiles.of(options.pids.getFirst()), options.pids);
    }

    /** One that was started to be recorded. */
    static Server started(StartedTarget target, RecordingOptions options) throws IOException, ConfigurationException {
        Configuration configuration = options.configurationFile != null
                ? Configuration.load(options.configurationFile)
                : AutomaticConfiguration.of(List.of(StartedTarget.program(options.target.getFirst())));
        return new Server(configuration, ServerFiles.ofThisMachine(), List.of(target.pid()));
    }

    /** All processes that run the configuration's executables. */
    static Server of(Configuration configuration) {
        return new Server(configuration, ServerFiles.ofThisMachine(), List.of());
    }

    private static Set<Path> executables(List<Integer> pids) throws IOException {
        Set<Path> executables = new LinkedHashSet<>();
        Path namespace = null;
        for (int pid : pids) {
            Path process = Path.of("/proc", Integer.toString(pid));
            try (CallerRights.Raised _ = CallerRights.raise()) {
                String name = Files.readSymbolicLink(process.resolve("exe")).toString();
                executables.add(
                        Path.of(name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name));
            } catch (NoSuchFileException e) {
                throw new IllegalArgumentException("--pid " + pid + ": no such process, or a kernel thread");
            }
            Path own = ServerFiles.namespace(process);
            if (namespace != null && !namespace.equals(own)) {
                throw new IllegalArgumentException(
                        "--pid " + pid + ": it is in another container (mount namespace) than "
                                + pids.getFirst() + ": record them one by one");
            }
            namespace = own;
        }
        return executables;
    }

    /** Of all applications together. */
    TargetProcesses processes() {
        return processes(configuration.applications());
    }

    private TargetProcesses processes(List<Configuration.Application> applications) {
        if (!pids.isEmpty()) {
            return TargetProcesses.descendingFrom(pids);
        }
        return TargetProcesses.running(applications.stream().map(Configuration.Application::execPath).toList());
    }

    /** Whether request mappers are to count in some processes only of those that run the executables. */
    boolean isChosen() {
        return !pids.isEmpty()
                && configuration.applications().stream().anyMatch(application -> !application.automatic());
    }

    /** What the kernel has to know of: an application is mapped automatically, or has its processes chosen. */
    List<KernelTargets.Application> kernelTargets() {
        List<KernelTargets.Application> targets = new ArrayList<>();
        for (Configuration.Application application : configuration.applications()) {
            if (application.automatic()) {
                targets.add(new KernelTargets.Application(processes(List.of(application)),
                        Optional.of(application.boundary())));
            } else if (isChosen()) {
                targets.add(new KernelTargets.Application(processes(List.of(application)), Optional.empty()));
            }
        }
        return targets;
    }
}
