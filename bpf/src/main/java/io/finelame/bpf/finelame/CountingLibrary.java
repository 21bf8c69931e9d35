package io.finelame.bpf.finelame;

import io.finelame.bpf.elf.ElfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The library that counts allocations within a process that has it preloaded (preload/memory.c): the eBPF programs read its
 * counters, so that nothing has to be probed.
 */
public final class CountingLibrary {
    public static final String NAME = "libfinelame-memory.so";
    /** {@code struct allocated_place} in allocated.h: a text, then the counter's distance from a thread's thread pointer. */
    private static final byte[] PLACE_TEXT = "finelame memory\0".getBytes(StandardCharsets.US_ASCII);
    /** {@code ld.so} takes them for the end of a library's name. */
    private static final String SEPARATORS = ".*[: ].*";

    private CountingLibrary() {}

    /** Beside this program's own libraries; empty if it isn't there, or its path can't be named in LD_PRELOAD. */
    public static Optional<Path> file() {
        try {
            Path own = Path.of(CountingLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path library = own.resolveSibling(NAME).toRealPath();
            return library.toString().matches(SEPARATORS) ? Optional.empty() : Optional.of(library);
        } catch (URISyntaxException | IOException absent) {
            return Optional.empty();
        }
    }

    /** Whether it counts what a function of this name allocates. */
    public static boolean defines(String function) {
        return Functions.LIBRARY.map(elf -> elf.function(function) != null).orElse(false);
    }

    /** Read when they are asked for. */
    private static final class Functions {
        private static final Optional<ElfFile> LIBRARY = file().map(Functions::read);

        private static ElfFile read(Path library) {
            try {
                return ElfFile.read(library);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Where a process's counters are, as bytes from each thread's thread pointer.
     *
     * @param data the library's writable data in the process's memory; it is empty there until the library is initialised
     */
    public static OptionalLong distance(byte[] data) {
        for (int at = 0; at + PLACE_TEXT.length + Long.BYTES <= data.length; at += Long.BYTES) {
            if (Arrays.equals(data, at, at + PLACE_TEXT.length, PLACE_TEXT, 0, PLACE_TEXT.length)) {
                long distance = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).getLong(at + PLACE_TEXT.length);
                return distance == 0 ? OptionalLong.empty() : OptionalLong.of(distance);
            }
        }
        return OptionalLong.empty();
    }
}
