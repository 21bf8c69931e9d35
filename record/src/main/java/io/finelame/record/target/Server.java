package io.finelame.record.target;

import io.finelame.bpf.finelame.LoadOptions;
import io.finelame.bpf.finelame.TargetKind;
import io.finelame.cli.file.InputException;
import io.finelame.record.config.AutomaticConfiguration;
import io.finelame.record.config.Configuration;
import io.finelame.record.config.RecordingOptions;
import io.finelame.record.config.RequestBoundary;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.ProcessDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server to record, chosen by the configuration or the command line. */
public record Server(Configuration configuration, ServerFiles files, Selection selection) {
    /** @throws InputException if a process doesn't exist, or sees other files than the first */
    public static Server of(RecordingOptions options) throws IOException {
        if (!options.executables.isEmpty()) {
            return of(AutomaticConfiguration.of(options.executables.stream().map(Path::toAbsolutePath).toList(),
                    options.memory));
        }
        if (options.cgroup != null || options.container != null) {
            return ofCgroup(options);
        }
        if (options.pids.isEmpty()) {
            return of(configured(options));
        }
        Set<Path> executables = executables(options.pids);
        return new Server(configuration(options, executables), ServerFiles.of(options.pids),
                new Selection.Processes(options.pids));
    }

    private static Server ofCgroup(RecordingOptions options) throws IOException {
        Cgroup cgroup = options.cgroup != null
                ? Cgroup.at(options.cgroup)
                : Cgroup.ofContainer(options.container);
        List<Integer> pids = cgroup.processes();
        Set<Path> executables = new LinkedHashSet<>();
        for (int pid : pids) {
            try {
                executables.add(ServerFiles.executable(pid));
            } catch (IOException endedMeanwhile) {
                continue;
            }
        }
        ServerFiles files = pids.isEmpty() ? ServerFiles.ofThisMachine() : ServerFiles.of(pids.subList(0, 1));
        if (executables.isEmpty()) {
            executables.add(cgroup.directory());
        }
        return new Server(configuration(options, executables), files, new Selection.Cgroup(cgroup.directory()));
    }

    private static Configuration configured(RecordingOptions options) throws IOException {
        Configuration configuration = Configuration.load(options.configurationFile);
        return options.memory ? configuration.withMemory() : configuration;
    }

    /** One that was started to be recorded. */
    public static Server started(StartedTarget target, RecordingOptions options)
            throws IOException {
        Configuration configuration = configuration(options,
                Set.of(StartedTarget.program(options.target.getFirst())));
        return new Server(configuration, ServerFiles.ofThisMachine(),
                new Selection.Processes(List.of(target.pid())));
    }

    /** All processes that run the configuration's executables. */
    public static Server of(Configuration configuration) throws IOException {
        List<Path> executables = configuration.applications().stream().map(Configuration.Application::execPath)
                .toList();
        return new Server(configuration, ServerFiles.ofThisMachine(executables), new Selection.Executables());
    }

    private static Configuration configuration(RecordingOptions options, Set<Path> executables)
            throws IOException {
        return options.configurationFile != null
                ? configured(options)
                : AutomaticConfiguration.of(executables, options.memory);
    }

    private static Set<Path> executables(List<Integer> pids) throws IOException {
        Set<Path> executables = new LinkedHashSet<>();
        Path namespace = null;
        for (int pid : pids) {
            try (CallerRights.Raised _ = CallerRights.raise()) {
                executables.add(ServerFiles.executable(pid));
            } catch (NoSuchFileException e) {
                throw new InputException("--pid " + pid + ": no such process, or a kernel thread");
            }
            Path own = ServerFiles.namespace(ProcessDirectory.of(pid));
            if (namespace != null && !namespace.equals(own)) {
                throw new InputException(
                        "--pid " + pid + ": it is in another container (mount namespace) than "
                                + pids.getFirst() + ": record them one by one");
            }
            namespace = own;
        }
        return executables;
    }

    /** What the eBPF programs have to do to record it. */
    public Set<LoadOptions.Part> parts() {
        Set<LoadOptions.Part> parts = EnumSet.noneOf(LoadOptions.Part.class);
        if (configuration.automatic()) {
            parts.add(LoadOptions.Part.AUTOMATIC);
        }
        if (isChosen()) {
            parts.add(LoadOptions.Part.CHOSEN);
        }
        return parts;
    }

    /** The ids of its processes at present. */
    public Set<Integer> processes() throws IOException {
        return switch (selection) {
            case Selection.Cgroup cgroup -> Set.copyOf(new Cgroup(cgroup.directory()).processes());
            case Selection.Processes processes -> processes.pids().stream().map(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                    .map(process -> (int) process.pid()).collect(Collectors.toSet());
            case Selection.Executables _ -> {
                Set<Path> wanted = configuration.applications().stream().map(Configuration.Application::execPath)
                        .collect(Collectors.toSet());
                yield ProcessHandle.allProcesses().map(process -> (int) process.pid())
                        .filter(pid -> runs(pid, wanted)).collect(Collectors.toSet());
            }
        };
    }

    private static boolean runs(int pid, Set<Path> wanted) {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            return wanted.contains(ServerFiles.executable(pid));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether request mappers are to count in some processes only of those that run the executables. */
    public boolean isChosen() {
        return !(selection instanceof Selection.Executables)
                && configuration.applications().stream().anyMatch(application -> !application.automatic());
    }

    /** How the processes of an application are recorded. */
    TargetKind kind(Configuration.Application application) {
        if (!application.automatic()) {
            return isChosen() ? TargetKind.CHOSEN : TargetKind.FOUND;
        }
        return application.boundary() == RequestBoundary.RESPONSE
                ? TargetKind.AUTOMATIC_BY_RESPONSE
                : TargetKind.AUTOMATIC;
    }
}
