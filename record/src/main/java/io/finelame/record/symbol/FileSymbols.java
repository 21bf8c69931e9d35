package io.finelame.record.symbol;

import io.finelame.bpf.PinnedFile;
import io.finelame.bpf.elf.DebugFile;
import io.finelame.bpf.elf.ElfSymbols;
import io.finelame.record.machine.ProcessDirectory;
import io.finelame.record.symbol.MemoryMap.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The symbol tables of executables and libraries, each of which is read once for all processes that have it. It keeps those that
 * were asked for last, up to 256 MB. Not thread-safe.
 */
final class FileSymbols {
    private static final long MOST_BYTES = 1L << 28;
    /** Also of files without symbols. */
    private static final int MOST_FILES = 1 << 14;
    /** For reading files, and one part in ten of the time that passes: a server can make it take long. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final int SHARE = 10;
    private static final Path TOP = Path.of("/");

    private final Map<PinnedFile.Attributes, ElfSymbols> tables = new LinkedHashMap<>(16, 0.75f, true);
    private final long began = System.nanoTime();
    private long bytes;
    private long spent;

    /** Those of a version of a file; empty if they weren't read, or were dropped since. */
    Optional<ElfSymbols> known(PinnedFile.Attributes version) {
        return Optional.ofNullable(tables.get(version));
    }

    /**
     * Reads the file that a process has in its memory, if it isn't known.
     *
     * @return its version, by which {@link #known} has its functions
     * @throws IOException if it is out of reach
     */
    PinnedFile.Attributes read(int pid, Mapping mapping) throws IOException {
        Path process = ProcessDirectory.of(pid);
        try (PinnedFile root = PinnedFile.of(process.resolve("root")); PinnedFile top = PinnedFile.of(TOP)) {
            String name = nameBelow(process, mapping.name());
            try (PinnedFile file = open(process, root, name, mapping)) {
                PinnedFile.Attributes version = file.attributes();
                if (!tables.containsKey(version)) {
                    keep(version, parseInTime(file, debug -> debug.find(name, root).or(() -> debug.find(name, top))));
                }
                return version;
            }
        }
    }

    /** The kernel prints names as seen from this process's root, or from the top of another mount namespace. */
    private static String nameBelow(Path process, String name) throws IOException {
        String root = Files.readSymbolicLink(process.resolve("root")).toString();
        return !root.equals("/") && name.startsWith(root + "/") ? name.substring(root.length()) : name;
    }

    /** By its name; if another file has that by now, by its place in memory, for which the kernel wants more privileges. */
    private static PinnedFile open(Path process, PinnedFile root, String name, Mapping mapping) throws IOException {
        try {
            PinnedFile file = root.inside(name);
            PinnedFile.Attributes found = file.attributes();
            if (found.isRegular() && found.inode() == mapping.inode()) {
                return file;
            }
            file.close();
        } catch (IOException removed) {
            return mapped(process, mapping);
        }
        return mapped(process, mapping);
    }

    private static PinnedFile mapped(Path process, Mapping mapping) throws IOException {
        return PinnedFile.of(process.resolve("map_files").resolve(
                Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end())));
    }

    /** None if files took too long already. */
    private ElfSymbols parseInTime(PinnedFile file, Function<DebugFile, Optional<PinnedFile>> separate)
            throws IOException {
        long start = System.nanoTime();
        if (spent > PATIENCE + (start - began) / SHARE) {
            return ElfSymbols.none();
        }
        ElfSymbols symbols = parse(file, separate);
        spent += System.nanoTime() - start;
        return symbols;
    }

    private static ElfSymbols parse(PinnedFile file,
            Function<DebugFile, Optional<PinnedFile>> separate) throws IOException {
        if (!file.attributes().isRegular()) {
            return ElfSymbols.none();
        }
        try {
            return ElfSymbols.read(file.path(), separate);
        } catch (IOException notAnElfFile) {
            return ElfSymbols.none();
        }
    }

    private void keep(PinnedFile.Attributes version, ElfSymbols symbols) {
        Iterator<ElfSymbols> oldest = tables.values().iterator();
        while (oldest.hasNext() && (bytes + symbols.bytes() > MOST_BYTES || tables.size() >= MOST_FILES)) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
        tables.put(version, symbols);
        bytes += symbols.bytes();
    }
}
