package io.finelame.record.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that runs Python. Its event loops (asyncio) read all connections that are ready, and then run the tasks that
 * wait for them, in the same order; those of others run a connection's callback as soon as they have read it. Its threads
 * take turns by the global interpreter lock.
 *
 * @param dataStart address of the interpreter's static data, which holds the lock
 * @param dataEnd where it ends
 */
record PythonProcess(long dataStart, long dataEnd) {
    private static final Pattern WRITABLE = Pattern
            .compile("([0-9a-f]+)-([0-9a-f]+) rw\\S+ \\S+ \\S+ (\\d+)\\s*(\\S*)");
    private static final Pattern PYTHON = Pattern.compile(".*/(lib)?(python|pypy)\\d?[^/]*");

    /** Empty if the process runs something else, or is gone. */
    static Optional<PythonProcess> of(int pid) {
        try {
            return of(Files.readAllLines(Path.of("/proc", Integer.toString(pid), "maps"), StandardCharsets.ISO_8859_1));
        } catch (IOException | UncheckedIOException gone) {
            return Optional.empty();
        }
    }

    /** @param maps the lines of proc_pid_maps(5) */
    static Optional<PythonProcess> of(List<String> maps) {
        PythonProcess data = null;
        for (String line : maps) {
            Matcher mapping = WRITABLE.matcher(line);
            if (!mapping.matches()) {
                continue;
            }
            long start = Long.parseUnsignedLong(mapping.group(1), 16);
            long end = Long.parseUnsignedLong(mapping.group(2), 16);
            boolean zeroed = mapping.group(4).isEmpty() && data != null && data.dataEnd == start;
            if (PYTHON.matcher(mapping.group(4)).matches()) {
                data = new PythonProcess(start, end);
            } else if (zeroed) {
                data = new PythonProcess(data.dataStart, end);
            }
        }
        return Optional.ofNullable(data);
    }
}
