package io.finelame.record;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The running processes of the server: those with its executable, under whatever name and in whatever container, or some
 * given ones with their descendants. Monitors on libraries are attached to these alone: on every process of the machine, a
 * malloc probe would be dear.
 */
final class TargetProcesses {
    private final Set<Object> executables;
    private final Set<Integer> family;
    /** Kernel threads, mostly: to find out each time would be most of the work. */
    private final Set<Integer> withoutExecutable = new HashSet<>();

    private TargetProcesses(Set<Object> executables, Collection<Integer> family) {
        this.executables = executables;
        this.family = new HashSet<>(family);
    }

    /** Those that run one of the files; a file that doesn't exist has none. */
    static TargetProcesses running(Collection<Path> executables) {
        Set<Object> keys = new HashSet<>();
        for (Path executable : executables) {
            try (CallerRights.Raised _ = CallerRights.raise()) {
                keys.add(fileKey(executable));
            } catch (IOException noSuchFile) {
                continue;
            }
        }
        return new TargetProcesses(keys, Set.of());
    }

    static TargetProcesses descendingFrom(Collection<Integer> pids) {
        return new TargetProcesses(Set.of(), pids);
    }

    /** Device and inode: names differ from one mount namespace to another. */
    private static Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Process ids. */
    Set<Integer> find() {
        TreeMap<Integer, Integer> parents = new TreeMap<>();
        Set<Integer> found = new TreeSet<>();
        Set<Integer> present = new HashSet<>();
        try (CallerRights.Raised _ = CallerRights.raise();
                DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"))) {
            for (Path process : processes) {
                int pid = pid(process);
                if (pid == 0) {
                    continue;
                }
                present.add(pid);
                if (!executables.isEmpty() && runsTarget(process, pid)) {
                    found.add(pid);
                }
                if (!family.isEmpty()) {
                    parents.put(pid, parentOf(process));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("read /proc", e);
        }
        withoutExecutable.retainAll(present);
        found.addAll(descendants(parents));
        return found;
    }

    /** 0 where an entry of /proc is none. */
    private static int pid(Path entry) {
        String name = entry.getFileName().toString();
        return Character.isDigit(name.charAt(0)) ? Integer.parseInt(name) : 0;
    }

    private boolean runsTarget(Path process, int pid) {
        if (withoutExecutable.contains(pid)) {
            return false;
        }
        try {
            return executables.contains(fileKey(process.resolve("exe")));
        } catch (IOException goneOrKernelThread) {
            withoutExecutable.add(pid);
            return false;
        }
    }

    private static int parentOf(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 1).split(" ")[2]);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** One that was found stays in the family when its parent ends: init adopts it then. */
    private Set<Integer> descendants(TreeMap<Integer, Integer> parents) {
        family.retainAll(parents.keySet());
        boolean grown = true;
        while (grown) {
            grown = parents.entrySet().stream().filter(entry -> family.contains(entry.getValue()))
                    .map(entry -> family.add(entry.getKey())).reduce(false, Boolean::logicalOr);
        }
        return family;
    }
}
