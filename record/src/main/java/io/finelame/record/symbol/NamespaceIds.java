package io.finelame.record.symbol;

import io.finelame.record.machine.ProcessDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process is to itself and to others, proc_pid_status(5).
 *
 * @param directory below {@code /proc}
 * @param pid its id in the innermost pid namespace that it is in, by which it calls itself
 * @param user effective user id, as seen from here
 */
record NamespaceIds(Path directory, String pid, int user) {
    private static final int MOST_BYTES = 1 << 16;
    private static final int EFFECTIVE = 2;

    /** @throws IOException if the process has ended */
    static NamespaceIds of(int process) throws IOException {
        Path directory = ProcessDirectory.of(process);
        try (InputStream status = Files.newInputStream(Path.of("/proc/" + process + "/status"))) {
            String[] ids = {};
            String[] users = {};
            for (String line : new String(status.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1).split("\n")) {
                ids = line.startsWith("NSpid:") ? line.split("\t") : ids;
                users = line.startsWith("Uid:") ? line.split("\t") : users;
            }
            if (ids.length == 0 || users.length <= EFFECTIVE) {
                throw new IOException(process + ": no ids in its status");
            }
            return new NamespaceIds(directory, ids[ids.length - 1].strip(), Integer.parseUnsignedInt(users[EFFECTIVE]));
        }
    }
}
