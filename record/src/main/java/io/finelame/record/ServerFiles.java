package io.finelame.record;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Files by the names that the server knows them by: in a container, it has a root directory of its own. */
final class ServerFiles {
    private static final int MOST_LINKS = 40;
    private static final Path TOP = Path.of("/");
    private static final String DELETED = " (deleted)";

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
        boolean shared = Files.isSameFile(process.resolve("root"), TOP)
                && namespace(process).equals(namespace(Path.of("/proc/self")));
        return shared ? ofThisMachine() : new ServerFiles(process.resolve("root"));
    }

    /**
     * The name by which a process knows a file of its own that {@code /proc} has a link to, e.g. {@code exe}. Of a root directory
     * that isn't in sight here, the kernel prints both from the top of their mount namespace.
     *
     * @throws NoSuchFileException if there is no such process, or it has no such file, as kernel threads
     */
    static Path nameOf(int pid, String link) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        String name = Files.readSymbolicLink(process.resolve(link)).toString();
        Path file = Path.of(name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name);
        Path root = Files.readSymbolicLink(process.resolve("root"));
        return file.startsWith(root) ? TOP.resolve(root.relativize(file)) : file;
    }

    /** Processes of one mount namespace see the same files, unless their root differs. */
    static Path namespace(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/mnt"));
    }

    /**
     * The path by which this process reaches the file, without symbolic links: those of another root would lead elsewhere
     * here. A part that doesn't exist stays as it is.
     */
    Path resolve(Path file) throws IOException {
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
