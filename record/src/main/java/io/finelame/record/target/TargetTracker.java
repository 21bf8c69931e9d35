package io.finelame.record.target;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.elf.GoRuntime;
import io.finelame.bpf.finelame.RunningProcess;
import io.finelame.bpf.finelame.TargetKind;
import io.finelame.bpf.finelame.Targets;
import io.finelame.record.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells the kernel which processes to record, and asks it which of them run. The kernel finds processes that execute a wanted
 * file, and follows the children of targets, at once; what it can't know is looked up here, each time it is asked to follow.
 * Not thread-safe.
 */
public final class TargetTracker {
    private final Targets targets;
    private final Server server;
    private final FileVersions executables = new FileVersions();
    /** Those that were named and run still. */
    private final Set<Integer> named = new HashSet<>();
    private final Set<Integer> added = new HashSet<>();
    /** What each runs. */
    private Map<Integer, String> running = Map.of();
    /** By the program's path; empty if it is none of Go's. */
    private final Map<String, Optional<GoRuntime>> goPrograms = new HashMap<>();
    private final Map<Path, Set<TargetKind>> kindsByExecutable = new LinkedHashMap<>();
    private boolean seen;

    public TargetTracker(Targets targets, Server server) throws BpfException, IOException {
        this.targets = targets;
        this.server = server;
        for (Configuration.Application application : server.configuration().applications()) {
            kindsByExecutable.computeIfAbsent(application.execPath(), _ -> EnumSet.noneOf(TargetKind.class))
                    .add(server.kind(application));
        }
        targets.begin();
        switch (server.selection()) {
            case Selection.Processes processes -> seen = named.addAll(processes.pids());
            case Selection.Cgroup cgroup -> targets.wantCgroup(Cgroup.id(cgroup.directory()), kinds());
            case Selection.Executables _ -> wantRemoved();
        }
    }

    private List<TargetKind> kinds() {
        return server.configuration().applications().stream().map(server::kind).toList();
    }

    /** Looks again. @return the processes to record, by their ids in this process's pid namespace */
    public Set<Integer> follow() throws BpfException {
        followFiles();
        List<RunningProcess> processes = targets.running();
        if (server.selection() instanceof Selection.Processes) {
            addFamily(processes);
        }
        Map<Integer, String> found = new TreeMap<>();
        for (RunningProcess process : processes) {
            if (process.isTarget() || named.contains(process.pid())) {
                found.put(process.pid(), program(process));
                if (server.configuration().automatic()
                        && !found.get(process.pid()).equals(running.get(process.pid()))) {
                    look(process);
                }
            }
        }
        running = found;
        seen |= !found.isEmpty();
        return found.keySet();
    }

    /** Processes may run a file that was replaced before the recording. */
    private void wantRemoved() throws BpfException {
        for (Configuration.Application application : server.configuration().applications()) {
            for (Path file : server.files().removed(application.execPath())) {
                targets.wantExecutable(file, List.of(server.kind(application)));
            }
        }
    }

    /** Whoever takes a file's place is wanted too; its processes that run the former file are still. */
    public void followFiles() throws BpfException {
        if (!(server.selection() instanceof Selection.Executables)) {
            return;
        }
        ServerFiles present = server.files().present();
        for (Map.Entry<Path, Set<TargetKind>> executable : kindsByExecutable.entrySet()) {
            Path path = present.reach(executable.getKey());
            if (executables.hasChanged(executable.getKey(), path)) {
                targets.wantExecutable(path, executable.getValue());
            }
        }
    }

    /**
     * The kernel follows a target's children: those that were there before it became one are added here. A process that is
     * not a target any more has ended, and another one has its id.
     */
    private void addFamily(List<RunningProcess> processes) throws BpfException {
        Set<Integer> present = new HashSet<>();
        processes.forEach(process -> present.add(process.pid()));
        named.retainAll(present);
        added.retainAll(present);
        named.removeIf(pid -> added.contains(pid)
                && processes.stream().noneMatch(process -> process.pid() == pid && process.isTarget()));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (RunningProcess process : processes) {
                boolean descends = named.contains(process.pid()) || named.contains(process.parent());
                if (descends && !process.isTarget() && added.add(process.pid())) {
                    targets.add(process, kinds());
                    named.add(process.pid());
                    grown = true;
                }
            }
        }
    }

    /** Empty if the process is gone. */
    private static String program(RunningProcess process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Integer.toString(process.pid()), "exe")).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /** A process that is new, or runs another program than before. Its connections may be older than the recording. */
    private void look(RunningProcess process) throws BpfException {
        for (int port : ListeningPorts.of(process.pid())) {
            targets.listen(port);
        }
        Optional<PythonProcess> python = PythonProcess.of(process.pid());
        if (python.isPresent()) {
            targets.interpreter(process, python.get().dataStart(), python.get().dataEnd());
            return;
        }
        Optional<GoRuntime> go = goPrograms.computeIfAbsent(program(process),
                _ -> GoRuntime.of(Path.of("/proc", Integer.toString(process.pid()), "exe")));
        if (go.isPresent()) {
            targets.goroutines(process, go.get());
        } else if (ProcessRuntime.isRuby(MappedFile.of(process.pid()))) {
            targets.locksAtHome(process);
        }
    }

    /** Whether any process has matched, be it for a moment between two looks. */
    public boolean hasFound() throws BpfException {
        return seen || targets.found() > 0;
    }
}
