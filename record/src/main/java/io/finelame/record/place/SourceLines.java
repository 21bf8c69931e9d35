package io.finelame.record.place;

import io.finelame.bpf.dwarf.LineSearch;
import io.finelame.bpf.dwarf.SourceFile;
import io.finelame.bpf.elf.ElfCode;
import io.finelame.bpf.elf.ElfFile;
import io.finelame.cli.text.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the code of a source line: in each function that has some, the first statement. A line without code stands for the
 * next one with code, as in debuggers.
 */
public final class SourceLines {
    private static final int SHOWN = 6;

    private final ElfFile elf;
    private final Path file;
    private final Optional<Path> debug;

    /**
     * @param file how the configuration names it
     * @param debug its separate debug file
     */
    public SourceLines(ElfFile elf, Path file, Optional<Path> debug) {
        this.elf = elf;
        this.file = file;
        this.debug = debug;
    }

    public FoundPlace find(ProbePlace.Line place) throws PlaceException, IOException {
        Optional<LineSearch.Result> result = search(place, elf.path());
        if (result.isEmpty() && debug.isPresent()) {
            result = search(place, debug.get());
        }
        SourceFile source = choose(place, result.orElseThrow(() -> new PlaceException("'" + place
                + "' can't be found: " + file + " has no line table (section .debug_line)"
                + (debug.isPresent() ? ", nor has its separate debug file" : "")
                + ": expected a build with -g, or the package with its debugging information")));
        if (source.addresses().isEmpty()) {
            throw new PlaceException(
                    "'" + place + "' is behind the last line of " + source.path() + " that has code in "
                            + file + ": expected a line up to " + source.last());
        }
        if (source.addresses().size() >= LineSearch.MOST_ADDRESSES) {
            throw new PlaceException("'" + place + "' has code at too many addresses of " + file
                    + ": expected a function or an address");
        }
        return locate(place, source);
    }

    private Optional<LineSearch.Result> search(ProbePlace.Line place, Path in) throws IOException {
        return LineSearch.find(place.file(), place.line(), ElfCode.addresses(elf.path()), in);
    }

    private SourceFile choose(ProbePlace.Line place, LineSearch.Result result) throws PlaceException {
        List<SourceFile> files = result.files();
        if (files.size() == 1) {
            return files.getFirst();
        }
        if (files.isEmpty()) {
            String name = place.file().substring(place.file().lastIndexOf('/') + 1);
            List<String> near = Nearest.of(name, result.names(), SHOWN);
            throw new PlaceException("no code of a source file '" + place.file() + "' in " + file
                    + (result.damaged() ? ", whose line table is damaged" : "")
                    + (near.isEmpty() ? "" : "; near: " + String.join(", ", near)));
        }
        throw new PlaceException("'" + place.file() + "' is the end of the paths of " + files.size()
                + " source files in " + file + ": expected more of one: " + files.stream().limit(SHOWN)
                        .map(source -> source.path() + ":" + place.line()).collect(Collectors.joining(", ")));
    }

    private FoundPlace locate(ProbePlace.Line place, SourceFile source) throws PlaceException, IOException {
        Instructions instructions = new Instructions(elf, file);
        List<FoundPlace> found = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Set<Long> functions = new TreeSet<>();
        for (long address : source.addresses()) {
            long offset = ElfCode.offsetOf(elf.path(), address).orElseThrow();
            if (functions.add(instructions.start(offset))) {
                found.add(instructions.find(place, offset));
            } else {
                others.add("0x" + Long.toHexString(address));
            }
        }
        String note = note(place, source, found, others);
        return found.size() == 1 && found.getFirst() instanceof FoundPlace.Entry entry
                ? new FoundPlace.Entry(entry.function(), note)
                : new FoundPlace.Inside(found.stream().flatMap(part -> part.offsets().stream()).toList(), note);
    }

    private static String note(ProbePlace.Line place, SourceFile source, List<FoundPlace> found,
            List<String> others) {
        List<String> notes = new ArrayList<>();
        String probed = place.toString();
        if (source.line() != place.line()) {
            notes.add(place + " has no code: line " + source.line() + " is probed");
            probed = "line " + source.line();
        }
        if (found.size() > 1) {
            notes.add(probed + " has code in " + found.size() + " functions, which are all probed");
        }
        if (!others.isEmpty()) {
            notes.add(probed + " is probed where each function has it first; it is also at "
                    + others.stream().limit(SHOWN).collect(Collectors.joining(", "))
                    + (others.size() > SHOWN ? " and " + (others.size() - SHOWN) + " other addresses" : ""));
        }
        found.stream().map(FoundPlace::note).filter(text -> !text.isEmpty()).distinct().forEach(notes::add);
        return String.join("; ", notes);
    }
}
