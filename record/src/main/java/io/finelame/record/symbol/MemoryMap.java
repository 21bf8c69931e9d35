package io.finelame.record.symbol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a process's memory whose code can be executed, proc_pid_maps(5), as they were when they were read. Immutable. */
final class MemoryMap {
    /** No memory: that of a process that has ended. */
    static final MemoryMap EMPTY = new MemoryMap(List.of());

    private static final int MOST_BYTES = 1 << 26;
    private static final int MOST_MAPPINGS = 1 << 16;

    private static final int RANGE = 0;
    private static final int PERMISSIONS = 1;
    private static final int OFFSET = 2;
    private static final int DEVICE = 3;
    private static final int INODE = 4;
    private static final int NAME = 5;
    private static final String DELETED = " (deleted)";

    private final List<Mapping> mappings;

    /**
     * @param end behind the last byte
     * @param offset of its first byte in the file
     * @param file device and inode
     * @param name the file's, its bytes as ISO 8859-1, or what the kernel says of it in brackets; empty: anonymous memory
     */
    record Mapping(long start, long end, long offset, String file, long inode, String name) {
        /** Whether a file may have a symbol for it; one that exists in memory alone is made for generated code. */
        boolean isFile() {
            return inode != 0 && name.startsWith("/") && !name.startsWith("/memfd:") && !name.startsWith("/dev/zero")
                    && !name.startsWith("/SYSV");
        }

        boolean isVdso() {
            return name.equals("[vdso]");
        }

        /** The file's name without directories. */
        String fileName() {
            String last = name.substring(name.lastIndexOf('/') + 1);
            return FunctionName
                    .printable(new String(last.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
    }

    private MemoryMap(List<Mapping> mappings) {
        this.mappings = List.copyOf(mappings);
    }

    /** @throws IOException if the process has ended, or may not be read */
    static MemoryMap read(Path process) throws IOException {
        try (InputStream stream = Files.newInputStream(process.resolve("maps"))) {
            return of(new String(stream.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
        }
    }

    static MemoryMap of(String lines) {
        List<Mapping> mappings = new ArrayList<>();
        lines.lines().map(MemoryMap::mapping).flatMap(Optional::stream).limit(MOST_MAPPINGS).forEach(mappings::add);
        return new MemoryMap(mappings);
    }

    private static Optional<Mapping> mapping(String line) {
        String[] fields = line.split(" ", NAME + 1);
        int dash = fields[RANGE].indexOf('-');
        if (fields.length <= INODE || dash < 0 || fields[PERMISSIONS].indexOf('x') < 0) {
            return Optional.empty();
        }
        String name = fields.length > NAME ? fields[NAME].strip() : "";
        return Optional.of(new Mapping(Hexadecimal.parse(fields[RANGE].substring(0, dash)),
                Hexadecimal.parse(fields[RANGE].substring(dash + 1)), Hexadecimal.parse(fields[OFFSET]),
                fields[DEVICE] + " " + fields[INODE], decimal(fields[INODE]),
                name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name));
    }

    private static long decimal(String number) {
        try {
            return Long.parseUnsignedLong(number);
        } catch (NumberFormatException damaged) {
            return 0;
        }
    }

    Optional<Mapping> at(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            Mapping mapping = mappings.get(middle);
            if (Long.compareUnsigned(address, mapping.start) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(address, mapping.end) >= 0) {
                low = middle + 1;
            } else {
                return Optional.of(mapping);
            }
        }
        return Optional.empty();
    }

    Optional<Mapping> vdso() {
        return mappings.stream().filter(Mapping::isVdso).findFirst();
    }

    /** Memory, in bytes, about. */
    long bytes() {
        return 200L * mappings.size();
    }
}
