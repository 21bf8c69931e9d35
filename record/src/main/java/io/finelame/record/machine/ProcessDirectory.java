package io.finelame.record.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where proc(5) describes a process. Once its first thread has ended, the process's own directory has neither executable nor
 * descriptors any more; those of the threads that are left do.
 */
public final class ProcessDirectory {
    private static final Path PROC = Path.of("/proc");

    private ProcessDirectory() {}

    /** That of a thread that runs; the process's own where there is none. */
    public static Path of(int pid) {
        Path process = PROC.resolve(Integer.toString(pid));
        if (hasExecutable(process)) {
            return process;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                if (hasExecutable(thread)) {
                    return thread;
                }
            }
        } catch (IOException ended) {
            return process;
        }
        return process;
    }

    private static boolean hasExecutable(Path directory) {
        try {
            Files.readSymbolicLink(directory.resolve("exe"));
            return true;
        } catch (IOException endedOrKernelThread) {
            return false;
        }
    }

    /** The id of a thread that runs; the process's own where there is none. */
    public static int liveThread(int pid) {
        return Integer.parseInt(of(pid).getFileName().toString());
    }

    /** @throws IOException if /proc is that of another pid namespace: its ids would be those of other processes */
    public static void requireOwn() throws IOException {
        Path self = PROC.resolve("self");
        String own = Long.toString(ProcessHandle.current().pid());
        if (!Files.isSymbolicLink(self) || !Files.readSymbolicLink(self).toString().equals(own)) {
            throw new IOException("/proc is not that of this pid namespace, in which the recorder is process " + own
                    + ": mount it (mount -t proc proc /proc), or record from outside of the container");
        }
    }
}
