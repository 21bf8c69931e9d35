package io.finelame.record.target;

import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A cgroup of the unified hierarchy (cgroup2), cgroups(7). */
record Cgroup(Path directory) {
    private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    /** What watches over a container is not in it. */
    private static final Pattern WATCHER = Pattern.compile(".*(conmon|lxc\\.monitor).*");
    private static final int FEW = 4;

    /** @param path its directory, or its path below where cgroup2 is mounted, as in {@code /proc/PID/cgroup} */
    static Cgroup at(Path path) throws IOException {
        List<Path> candidates = new ArrayList<>(List.of(path.toAbsolutePath()));
        for (Path mount : mounts()) {
            candidates.add(mount.resolve(Path.of("/").relativize(path.toAbsolutePath())));
        }
        for (Path candidate : candidates) {
            if (Files.isRegularFile(candidate.resolve("cgroup.controllers"))) {
                return new Cgroup(candidate.toRealPath());
            }
        }
        throw new InputException("--cgroup " + path + (Files.exists(path.resolve("cgroup.procs"))
                ? ": a cgroup of version 1: expected one of the unified hierarchy (cgroup2)"
                : ": no such cgroup") + below(mounts()) + "; /proc/PID/cgroup has a process's, after 0::");
    }

    /**
     * The cgroup that a container's runtime named by the container's id: Docker, Podman, containerd, CRI-O, LXC.
     *
     * @param id or the beginning of one
     */
    static Cgroup ofContainer(String id) throws IOException {
        if (!CONTAINER.matcher(id).matches()) {
            throw new InputException("--container " + id
                    + ": expected a container's id, or its beginning, e.g. 3f29c1ab02de");
        }
        // One that is mounted twice is seen twice.
        Map<Long, Path> found = new LinkedHashMap<>();
        List<Path> mounts = mounts();
        for (Path mount : mounts) {
            for (Path cgroup : named(mount, id)) {
                found.putIfAbsent(id(cgroup), cgroup);
            }
        }
        if (found.isEmpty()) {
            throw new InputException("--container " + id + ": no cgroup is named by it" + below(mounts)
                    + ": give the id, not the name, of a container that runs, or the --pid of its first process");
        }
        if (found.size() > 1) {
            throw new InputException("--container " + id + ": " + found.size() + " cgroups are named by it: "
                    + String.join(", ", found.values().stream().limit(FEW).map(Path::toString).toList())
                    + (found.size() > FEW ? ", ..." : "") + ": give more of the id");
        }
        return new Cgroup(found.values().iterator().next());
    }

    private static String below(List<Path> mounts) {
        return mounts.isEmpty()
                ? " (no cgroup2 file system is mounted: mount -t cgroup2 none /sys/fs/cgroup)"
                : " below " + String.join(", ", mounts.stream().map(Path::toString).toList());
    }

    /** The mount points of cgroup2, proc_pid_mountinfo(5). */
    private static List<Path> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" - cgroup2 ")).map(line -> Path.of(line.split(" ")[4])).distinct()
                .filter(mount -> Files.isRegularFile(mount.resolve("cgroup.controllers"))).toList();
    }

    /** Cgroups named after the id; those below one of them are part of it. */
    private static List<Path> named(Path mount, String id) throws IOException {
        boolean hexadecimal = id.matches("[0-9a-f]+");
        Pattern name = Pattern.compile("(.*[-.:])?" + Pattern.quote(id) + (hexadecimal ? "[0-9a-f]*" : "")
                + "(\\.scope|\\.service)?");
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(mount, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String own = directory.getFileName().toString();
                if (directory.equals(mount) || !name.matcher(own).matches() || WATCHER.matcher(own).matches()) {
                    return FileVisitResult.CONTINUE;
                }
                found.add(directory);
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path removedMeanwhile, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException removedMeanwhile) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** As the kernel numbers cgroups. */
    static long id(Path directory) throws IOException {
        return (long) Files.getAttribute(directory, "unix:ino");
    }

    /** The processes in it and below it that this process can see. */
    List<Integer> processes() throws IOException {
        List<Integer> pids = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().equals("cgroup.procs")) {
                    pids.addAll(read(file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path removedMeanwhile, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return pids;
    }

    private static List<Integer> read(Path processes) {
        try {
            return Files.readAllLines(processes).stream().map(Integer::valueOf).filter(pid -> pid != 0).toList();
        } catch (IOException removedOrThreaded) {
            return List.of();
        }
    }
}
