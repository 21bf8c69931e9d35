package io.finelame.record.config;

import io.finelame.bpf.ServiceManager;
import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Says that the probes are attached: to systemd (Type=notify), and on a file descriptor.
 *
 * @param fd null if nobody waits on one
 */
public record Readiness(Integer fd) {
    private static final String OPTION = "--ready-fd ";
    /** After standard input, output and error. */
    private static final int FIRST = 3;
    private static final int WRITE_ONLY = 1;
    private static final int READ_AND_WRITE = 2;
    private static final int CLOSE_ON_EXEC = 02000000;

    /** @throws InputException if the descriptor was not inherited, or can't be written to */
    void check() throws IOException {
        if (fd != null && (fd < FIRST || !isInherited())) {
            throw new InputException(OPTION + fd + ": expected a descriptor from " + FIRST
                    + " on that the caller has opened to write to, as by '" + Math.max(FIRST, fd) + ">FILE'");
        }
    }

    /** The JVM closes its own descriptors on exec, or only reads from them. */
    private boolean isInherited() throws IOException {
        Path description = Path.of("/proc/self/fdinfo/" + fd);
        if (!Files.exists(description)) {
            return false;
        }
        String flags = Files.readAllLines(description).stream().filter(line -> line.startsWith("flags:")).findFirst()
                .orElseThrow().replaceAll("\\D", "");
        int mode = Integer.parseInt(flags, 8);
        return (mode & (WRITE_ONLY | READ_AND_WRITE)) != 0 && (mode & CLOSE_ON_EXEC) == 0;
    }

    /**
     * Nobody listening is no reason to end a recording.
     *
     * @param warning takes a line about it
     */
    public void announce(Consumer<String> warning) {
        String socket = System.getenv("NOTIFY_SOCKET");
        if (socket != null && !socket.isEmpty()) {
            try {
                ServiceManager.send(socket, "READY=1");
            } catch (IOException e) {
                warning.accept("NOTIFY_SOCKET " + socket + ": " + e.getMessage());
            }
        }
        if (fd != null) {
            try {
                ServiceManager.writeAndClose(fd, "attached");
            } catch (IOException e) {
                warning.accept(OPTION + fd + ": " + e.getMessage());
            }
        }
    }
}
