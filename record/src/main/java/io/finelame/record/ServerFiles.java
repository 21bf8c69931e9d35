package io.finelame.record;

import io.finelame.bpf.ElfFile;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Files by the names that the server knows them by: in a container, it has a root directory of its own. */
final class ServerFiles {
    private static final int MOST_LINKS = 40;
    private static final Path TOP = Path.of("/");

    private final Path root;

    private ServerFiles(Path root) {
        this.root = root;
    }

    /** As this process sees them. */
    static ServerFiles ofThisMachine() {
        return new ServerFiles(TOP);
    }

    /** As a process sees them, through {@code /proc/PID/root}, proc(5). */
    static ServerFiles of(int pid) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        try (CallerRights.Raised _ = CallerRights.raise()) {
            boolean shared = Files.readSymbolicLink(process.resolve("root")).equals(TOP)
                    && namespace(process).equals(namespace(Path.of("/proc/self")));
            return shared ? ofThisMachine() : new ServerFiles(process.resolve("root"));
        }
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
    Path resolve(Path file) throws IOException {
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
    ElfFile read(Path file) throws IOException {
        Path real = resolve(file);
        if (Files.isReadable(real) && Files.isRegularFile(real)) {
            return ElfFile.read(real);
        }
        try (CallerRights.Raised _ = CallerRights.raise()) {
            boolean known = !root.equals(TOP) || !TargetProcesses.running(List.of(real)).find().isEmpty();
            if (!known || !Files.isRegularFile(real)) {
                throw new NoSuchFileException(file.toString());
            }
            return ElfFile.read(real);
        }
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

    private static void push(Deque<Path> rest, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            rest.push(path.getName(i));
        }
    }

    private Path here(Path absolute) {
        return root.resolve(TOP.relativize(absolute));
    }
}
