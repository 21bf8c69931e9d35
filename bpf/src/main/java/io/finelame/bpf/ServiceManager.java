package io.finelame.bpf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Messages to what started this process: sd_notify(3), by its protocol, and a line on a file descriptor that was inherited. Needs
 * neither libbpf nor libsystemd. Thread-safe.
 */
public final class ServiceManager {
    private static final short UNIX = 1;

    private ServiceManager() {}

    /**
     * Sends one datagram.
     *
     * @param socket the value of NOTIFY_SOCKET: a path, or {@code @} and a name in the abstract namespace
     * @param state such as {@code READY=1}
     */
    public static void send(String socket, String state) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] path = socket.getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(2L + path.length);
            address.set(ValueLayout.JAVA_SHORT, 0, UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
            if (path[0] == '@') {
                address.set(ValueLayout.JAVA_BYTE, 2, (byte) 0);
            }
            int fd = check(CLibrary.connectDatagrams(address));
            try {
                check(CLibrary.write(fd, bytes(arena, state)));
            } finally {
                CLibrary.close(fd);
            }
        }
    }

    /** Writes a line to a descriptor, and closes it: whoever reads from the other end of a pipe finds nothing more. */
    public static void writeAndClose(int fd, String line) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(CLibrary.write(fd, bytes(arena, line + "\n")));
        } finally {
            CLibrary.close(fd);
        }
    }

    private static MemorySegment bytes(Arena arena, String text) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static int check(int result) throws IOException {
        if (result < 0) {
            throw new IOException(CLibrary.strerror(-result));
        }
        return result;
    }
}
