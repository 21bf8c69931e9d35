package io.finelame.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Whether this process still has root's capabilities, for commands that need none; proc_pid_status(5). */
public final class RootPrivileges {
    private static final String REFUSAL = "can't drop root's privileges here; --allow-root goes on with them";
    private static final String SUDO_REFUSAL = "can't drop root's privileges for the user who called sudo; run it as root itself";

    /** Root keeps it, to write where it could before; capabilities(7). */
    private static final long CAP_DAC_OVERRIDE = 1L << 1;

    private RootPrivileges() {}

    /** @throws IOException if root's process has capabilities, and under sudo or if that is not allowed */
    static void requireDropped(boolean allowed) throws IOException {
        if (hasThem()) {
            refuse(allowed);
        }
    }

    /** @throws IOException under sudo, or if root's privileges are not allowed */
    public static void refuse(boolean allowed) throws IOException {
        if (isCalledBySudo()) {
            throw new IOException(SUDO_REFUSAL);
        }
        if (!allowed) {
            throw new IOException(REFUSAL);
        }
    }

    /** Whether sudo says that another user than root called this command. */
    public static boolean isCalledBySudo() {
        return System.getenv().getOrDefault("SUDO_UID", "").matches("[1-9][0-9]*");
    }

    private static boolean hasThem() throws IOException {
        List<String> status;
        try {
            status = Files.readAllLines(Path.of("/proc/self/status"));
        } catch (NoSuchFileException notLinux) {
            return false;
        }
        long permitted = Long.parseUnsignedLong(field(status, "CapPrm:"), 16);
        return field(status, "Uid:").split("\\s+")[1].equals("0") && (permitted & ~CAP_DAC_OVERRIDE) != 0;
    }

    private static String field(List<String> status, String name) {
        return status.stream().filter(line -> line.startsWith(name)).map(line -> line.substring(name.length()).strip())
                .findFirst().orElseThrow();
    }
}
