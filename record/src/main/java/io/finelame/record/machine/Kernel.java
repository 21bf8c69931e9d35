package io.finelame.record.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What the kernel says of itself. A container may hide its files: recording needs none of them. */
public final class Kernel {
    private static final Path FILES = Path.of("/proc/sys/kernel");

    private Kernel() {}

    /** E.g. {@code 6.1.0-40-amd64}. */
    public static String release() {
        return read("osrelease", System.getProperty("os.version"));
    }

    /** {@code unknown} if neither the kernel nor the environment says it. */
    public static String hostName() {
        return read("hostname", Objects.requireNonNullElse(System.getenv("HOSTNAME"), "unknown"));
    }

    /** Whether perf events take CAP_SYS_ADMIN, as Debian's kernels define a kernel.perf_event_paranoid above 2. */
    public static boolean restrictsPerfEvents() {
        String paranoid = read("perf_event_paranoid", "0");
        return paranoid.matches("\\d+") && Integer.parseInt(paranoid) > 2;
    }

    private static String read(String name, String otherwise) {
        try {
            return Files.readString(FILES.resolve(name)).strip();
        } catch (IOException hidden) {
            return otherwise;
        }
    }
}
