package io.finelame.record.probe;

import io.finelame.bpf.finelame.CountingLibrary;
import io.finelame.record.machine.CallerRights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/** Finds where a process that has the {@link CountingLibrary} preloaded counts. */
final class PreloadedCounter {
    /** The library's data is a page or two. */
    private static final int MOST_BYTES = 1 << 16;
    private static final int PERMISSIONS = 1;
    private static final int PATH = 5;

    private PreloadedCounter() {}

    /**
     * The distance from each thread's thread pointer, bytes; empty if the process is gone, or hasn't the library, or hasn't
     * initialised it yet.
     */
    static OptionalLong distance(int pid) {
        Path process = Path.of("/proc", Integer.toString(pid));
        try (CallerRights.Raised _ = CallerRights.raise()) {
            for (String line : Files.readAllLines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(" +", PATH + 1);
                if (fields.length > PATH && fields[PERMISSIONS].startsWith("rw")
                        && fields[PATH].contains("/" + CountingLibrary.NAME)) {
                    return CountingLibrary.distance(memory(process, fields[0]));
                }
            }
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    /** @param range as proc_pid_maps(5) has it */
    private static byte[] memory(Path process, String range) throws IOException {
        String[] ends = range.split("-");
        long start = Long.parseUnsignedLong(ends[0], 16);
        long bytes = Long.parseUnsignedLong(ends[1], 16) - start;
        ByteBuffer content = ByteBuffer.allocate((int) Math.min(bytes, MOST_BYTES));
        try (FileChannel memory = FileChannel.open(process.resolve("mem"))) {
            memory.read(content, start);
        }
        return Arrays.copyOf(content.array(), content.position());
    }
}
