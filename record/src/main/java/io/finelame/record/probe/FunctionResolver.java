package io.finelame.record.probe;

import io.finelame.bpf.PinnedFile;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.cli.file.Place;
import io.finelame.cli.text.Nearest;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.target.ServerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the functions that a configuration names in the server's executables, each of which is read once. Where a file or a
 * function is missing, or must not be probed, it notes a problem that says what is there instead.
 */
final class FunctionResolver {
    private static final int NEAREST = 3;
    private static final int CANDIDATES = 8;

    private final ServerFiles serverFiles;
    private final List<String> problems;
    private final Map<Path, String> absent;
    private final Map<Path, ElfFile> files = new HashMap<>();

    /**
     * @param problems takes one line for each
     * @param absent takes one line for each file that isn't there
     */
    FunctionResolver(ServerFiles serverFiles, List<String> problems, Map<Path, String> absent) {
        this.serverFiles = serverFiles;
        this.problems = problems;
        this.absent = absent;
    }

    /** Null, and a problem noted, where the file or the function is missing. */
    ElfFile.Function resolve(Place place, Path file, String name) {
        ElfFile elf = open(place, file);
        if (elf == null) {
            return null;
        }
        ElfFile.Function function = elf.function(name);
        if (function == null) {
            boolean mapper = place.key().startsWith("applications");
            problems.add(place + ": no function '" + name + "' in " + file + near(elf, name)
                    + UnsafeProbe.hintAt(elf, name) + (mapper ? candidates(elf) : ""));
            return null;
        }
        return function;
    }

    /** Whether the function can be probed; if not, a problem is noted. */
    boolean mayProbe(Place place, Path file, ElfFile.Function function) {
        return accept(UnsafeProbe.anywhere(files.get(file), function), place);
    }

    /** Whether the function's return can be probed; if not, a problem is noted. */
    boolean mayProbeReturn(Place place, Path file, ElfFile.Function function) {
        return accept(UnsafeProbe.atReturn(files.get(file), function), place);
    }

    /** Notes what is wrong with a probe. */
    private boolean accept(Optional<String> problem, Place place) {
        problem.ifPresent(text -> problems.add(place + ": " + text));
        return problem.isEmpty();
    }

    /** Null, and a problem noted, where the file is missing or can't be read. */
    ElfFile open(Place place, Path file) {
        if (files.containsKey(file)) {
            return files.get(file);
        }
        ElfFile elf = null;
        try {
            elf = serverFiles.read(file);
        } catch (NoSuchFileException e) {
            absent.put(file, place.key("exec_path") + ": no such executable: " + file);
        } catch (IOException e) {
            problems.add(place.key("exec_path") + ": " + e.getMessage());
        }
        files.put(file, elf);
        return elf;
    }

    /** The separate file with the debugging information of one; to be closed. */
    Optional<PinnedFile> debugFile(Path file) throws IOException {
        return serverFiles.debugFile(file);
    }

    /** One in which a function was resolved. */
    ElfFile file(Path file) {
        return files.get(file);
    }

    /** Where a probe costs least and still finds so many arguments, in a function that was resolved. */
    List<Long> cheapest(Path file, ElfFile.Function function, int arguments) {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            return files.get(file).cheapestOffsets(function, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path by which this machine finds a file of the server. */
    Path real(Path file) {
        try {
            return serverFiles.resolve(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String near(ElfFile elf, String name) {
        List<String> near = Nearest.of(name, elf.functions().stream().map(ElfFile.Function::name).toList(), NEAREST);
        String stripped = elf.isStripped() && !elf.isGo()
                ? " (it is stripped: only its exported functions are left)"
                : "";
        return stripped + (near.isEmpty() ? "" : "; near: " + String.join(", ", near));
    }

    private static String candidates(ElfFile elf) {
        List<String> candidates = MapperCandidates.of(elf, CANDIDATES);
        return (candidates.isEmpty()
                ? ""
                : "; exported functions that may handle requests, by their names: " + String.join(", ", candidates))
                + "; mapper: auto needs no function";
    }
}
