package io.finelame.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A function of a library that this process has loaded, as the dynamic linker resolved its name. */
public final class LoadedFunction {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final int RANGE = 0;
    private static final int OFFSET = 2;
    private static final int INODE = 4;
    private static final int PATH = 5;

    private LoadedFunction() {}

    /**
     * The offset in the file of the first instruction of what runs here by a function's name, in bytes: of an indirect function
     * (STT_GNU_IFUNC), the one that was chosen for this CPU. Empty if it isn't this file's.
     */
    public static OptionalLong offset(Path file, String function) throws IOException {
        Optional<Long> address = CLibrary.LINKER.defaultLookup().find(function).map(found -> found.address());
        if (address.isEmpty()) {
            return OptionalLong.empty();
        }
        for (String line : Files.readAllLines(MAPPINGS, StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" +", PATH + 1);
            String[] ends = fields[RANGE].split("-");
            long start = Long.parseUnsignedLong(ends[0], 16);
            if (address.get() >= start && address.get() < Long.parseUnsignedLong(ends[1], 16)) {
                return isOf(fields, file)
                        ? OptionalLong.of(address.get() - start + Long.parseLong(fields[OFFSET], 16))
                        : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /** By inode and content's device, through the mapping's own name: a container's file of the same name is another. */
    private static boolean isOf(String[] fields, Path file) throws IOException {
        return fields.length > PATH && fields[PATH].startsWith("/")
                && Files.getAttribute(file, "unix:ino").toString().equals(fields[INODE])
                && Files.isSameFile(Path.of(fields[PATH]), file);
    }
}
