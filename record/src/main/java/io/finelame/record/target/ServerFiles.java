package io.finelame.record.target;

import io.finelame.bpf.PinnedFile;
import io.finelame.bpf.elf.DebugFile;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.ProcessDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files by the names that the server knows them by: in a container, it has a root directory of its own. An executable that
 * was removed, or replaced, since the server started is the one that the server runs.
 */
public final class ServerFiles {
    private static final String DELETED = " (deleted)";
    private static final int MOST_LINKS = 40;
    private static final Path TOP = Path.of("/");

    private final Path root;
    /** By their former names, the paths by which proc(5) still has them. */
    private final Map<Path, List<Path>> removed;

    private ServerFiles(Path root, Map<Path, List<Path>> removed) {
        this.root = root;
        this.removed = Map.copyOf(removed);
    }

    /** As this process sees them. */
    public static ServerFiles ofThisMachine() {
        return new ServerFiles(TOP, Map.of());
    }

    /**
     * As this process sees them, and those of the executables that were removed or replaced while processes in its mount
     * namespace run them.
     */
    static ServerFiles ofThisMachine(Collection<Path> executables) throws IOException {
        Map<Path, List<Path>> removed = new HashMap<>();
        Map<Path, Path> names = new HashMap<>();
        ServerFiles present = ofThisMachine();
        executables.forEach(name -> names.put(present.path(name), name));
        Path own = namespace(Path.of("/proc/self"));
        try (CallerRights.Raised _ = CallerRights.raise();
                DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                removedExecutable(pid, own).filter(names::containsKey).ifPresent(file -> removed
                        .computeIfAbsent(names.get(file), _ -> new ArrayList<>())
                        .add(ProcessDirectory.of(pid).resolve("exe")));
            }
        }
        return new ServerFiles(TOP, removed);
    }

    /** The former name of what a process runs, if it has none any more and the process is in the mount namespace. */
    private static Optional<Path> removedExecutable(int pid, Path namespace) {
        Path process = ProcessDirectory.of(pid);
        try {
            return Files.readSymbolicLink(process.resolve("exe")).toString().endsWith(DELETED)
                    && namespace(process).equals(namespace) ? Optional.of(executable(pid)) : Optional.empty();
        } catch (IOException endedOrKernelThread) {
            return Optional.empty();
        }
    }

    /** As processes that share their root see them, through {@code /proc/PID/root}, proc(5). */
    static ServerFiles of(List<Integer> pids) throws IOException {
        Path process = ProcessDirectory.of(pids.getFirst());
        Map<Path, List<Path>> removed = new HashMap<>();
        try (CallerRights.Raised _ = CallerRights.raise()) {
            boolean shared = Files.isSameFile(process.resolve("root"), TOP)
                    && namespace(process).equals(namespace(Path.of("/proc/self")));
            for (int pid : pids) {
                Path link = ProcessDirectory.of(pid).resolve("exe");
                if (Files.readSymbolicLink(link).toString().endsWith(DELETED)) {
                    removed.computeIfAbsent(executable(pid), _ -> new ArrayList<>()).add(link);
                }
            }
            return new ServerFiles(shared ? TOP : process.resolve("root"), removed);
        }
    }

    /** The name of a process's executable, removed or not. */
    static Path executable(int pid) throws IOException {
        return nameOf(pid, "exe");
    }

    /** What processes run by this name, though it is no more, or another file's. */
    List<Path> removed(Path file) {
        return removed.getOrDefault(file, List.of());
    }

    /** The same files, without those that were removed: what a process that starts from here on runs. */
    public ServerFiles present() {
        return new ServerFiles(root, Map.of());
    }

    /**
     * The name by which a process knows a file of its own that {@code /proc} has a link to, e.g. {@code exe}. Of a root directory
     * that isn't in sight here, the kernel prints both from the top of their mount namespace.
     *
     * @throws NoSuchFileException if there is no such process, or it has no such file, as kernel threads
     */
    static Path nameOf(int pid, String link) throws IOException {
        Path process = ProcessDirectory.of(pid);
        String name = Files.readSymbolicLink(process.resolve(link)).toString();
        Path file = Path.of(name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name);
        Path root = Files.readSymbolicLink(process.resolve("root"));
        return file.startsWith(root) ? TOP.resolve(root.relativize(file)) : file;
    }

    /** Processes of one mount namespace see the same files, unless their root differs. */
    static Path namespace(Path process) throws IOException {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            return Files.readSymbolicLink(process.resolve("ns/mnt"));
        }
    }

    /**
     * The path by which this process reaches the file, without symbolic links: those of another root would lead elsewhere
     * here. A part that doesn't exist stays as it is.
     */
    public Path resolve(Path file) throws IOException {
        if (removed.containsKey(file)) {
            return removed.get(file).getFirst();
        }
        if (root.equals(TOP)) {
            return follow(file);
        }
        try (CallerRights.Raised _ = CallerRights.raise()) {
            return follow(file);
        }
    }

    /**
     * Reads an executable or library. One that the caller may not read is read only where it is a container's, or some
     * process runs it.
     *
     * @throws NoSuchFileException if there is none, or none that may be read
     */
    public ElfFile read(Path file) throws IOException {
        Path real = resolve(file);
        if (Files.isReadable(real) && Files.isRegularFile(real)) {
            return ElfFile.read(real, debug -> separate(file, debug));
        }
        try (CallerRights.Raised _ = CallerRights.raise()) {
            boolean known = !root.equals(TOP) || isRun(real);
            if (!known || !Files.isRegularFile(real)) {
                throw new NoSuchFileException(file.toString());
            }
            return ElfFile.read(real, debug -> separate(file, debug));
        }
    }

    /**
     * The separate file that has a file's debugging information, of the server's root or of this machine's.
     *
     * @return to be closed; empty if there is none
     * @throws IOException if the file can't be read
     */
    public Optional<PinnedFile> debugFile(Path file) throws IOException {
        return separate(file, DebugFile.of(resolve(file)));
    }

    private Optional<PinnedFile> separate(Path file, DebugFile debug) {
        try (PinnedFile server = PinnedFile.of(root); PinnedFile machine = PinnedFile.of(TOP)) {
            Path real = resolve(file);
            String name = (real.startsWith(root) && !removed.containsKey(file)
                    ? TOP.resolve(root.relativize(real))
                    : file.toAbsolutePath()).toString();
            return debug.find(name, server).or(() -> debug.find(name, machine));
        } catch (IOException outOfReach) {
            return Optional.empty();
        }
    }

    private static boolean isRun(Path file) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.isSameFile(process.resolve("exe"), file)) {
                        return true;
                    }
                } catch (IOException endedOrKernelThread) {
                    continue;
                }
            }
        }
        return false;
    }

    private Path follow(Path file) throws IOException {
        Deque<Path> rest = new ArrayDeque<>();
        push(rest, file.toAbsolutePath());
        Path resolved = TOP;
        int links = 0;
        while (!rest.isEmpty()) {
            Path next = resolved.resolve(rest.pop()).normalize();
            if (!Files.isSymbolicLink(here(next))) {
                resolved = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            Path target = Files.readSymbolicLink(here(next));
            resolved = target.isAbsolute() ? TOP : resolved;
            push(rest, target);
        }
        return here(resolved);
    }

    /** The same; the name itself where links lead nowhere. */
    public Path path(Path file) {
        try {
            return resolve(file);
        } catch (IOException notReached) {
            return file;
        }
    }

    /** A path by which this process reaches the file, perhaps by symbolic links: cheaper, for a look at it now and then. */
    public Path reach(Path file) {
        return root.equals(TOP) && !removed.containsKey(file) ? file : path(file);
    }

    private static void push(Deque<Path> rest, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            rest.push(path.getName(i));
        }
    }

    private Path here(Path absolute) {
        return root.resolve(TOP.relativize(absolute));
    }
}
