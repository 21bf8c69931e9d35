package io.finelame.record.symbol;

import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.ProcessDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells a program that a process executes from others that it executed before, and from those of earlier processes with its id.
 *
 * @param started in clock ticks since the machine's start
 * @param executable device and inode
 */
record ProcessIdentity(String started, String executable) {
    /** Among the fields after the name, which is in parentheses; proc_pid_stat(5). */
    private static final int START_TIME = 20;
    private static final int MOST_BYTES = 4096;

    /** Empty if there is no such process, or it is one of the kernel's. */
    static Optional<ProcessIdentity> of(int pid) {
        try (CallerRights.Raised _ = CallerRights.raise();
                var stat = Files.newInputStream(Path.of("/proc/" + pid + "/stat"))) {
            String line = new String(stat.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 1).split(" ");
            var executable = Files.readAttributes(ProcessDirectory.of(pid).resolve("exe"), "unix:dev,ino");
            return fields.length > START_TIME
                    ? Optional.of(new ProcessIdentity(fields[START_TIME], executable.toString()))
                    : Optional.empty();
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
