package io.finelame.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A cgroup, of version 1 or 2, whose processes may use so much memory. */
final class MemoryCgroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Path VERSION_1 = ROOT.resolve("memory");

    private final Path directory;

    private MemoryCgroup(Path directory) {
        this.directory = directory;
    }

    static MemoryCgroup of(int megabytes) throws IOException {
        boolean first = Files.isDirectory(VERSION_1);
        assumeTrue(first || isVersion2(), "no cgroup here may limit memory");
        Path directory = Files.createTempDirectory(first ? VERSION_1 : ROOT, "finelame");
        Files.writeString(directory.resolve(first ? "memory.limit_in_bytes" : "memory.max"), megabytes + "M");
        return new MemoryCgroup(directory);
    }

    private static boolean isVersion2() {
        try {
            Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+memory");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Executes the command line that follows it in the cgroup. */
    List<String> wrapper() {
        return List.of("sh", "-c", "echo $$ >" + directory.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
    }

    @Override
    public void close() throws IOException {
        Files.delete(directory);
    }
}
