package io.finelame.bpf.dwarf;

import io.finelame.bpf.elf.ElfSections;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Searches the line tables of an executable, or of its separate debug file, for a line of a source file. Time is in
 * proportion to the tables' size, which is bounded; a table that is damaged is left from there on.
 */
public final class LineSearch {
    /** Of a line. */
    public static final int MOST_ADDRESSES = 1000;
    private static final int MOST_FILES = 1000;
    private static final int MOST_NAMES = 20_000;
    private static final int LONGEST_NAME = 255;

    private final String file;
    private final int line;
    private final LongPredicate isCode;
    private final Map<String, Lines> found = new TreeMap<>();
    private final TreeSet<String> names = new TreeSet<>();
    private boolean damaged;

    private LineSearch(String file, int line, LongPredicate isCode) {
        this.file = Path.of(file).normalize().toString();
        this.line = line;
        this.isCode = isCode;
    }

    /**
     * @param files those that have code and whose path ends in the name that was asked for
     * @param names of all source files, without directories, if there is none
     * @param damaged whether a part couldn't be read
     */
    public record Result(List<SourceFile> files, Collection<String> names, boolean damaged) {}

    /** Of one source file. */
    private final class Lines {
        private final TreeSet<Long> addresses = new TreeSet<>();
        private int nearest;
        private int last;

        private void add(long address, int at) {
            last = Math.max(last, at);
            if (at < line || nearest != 0 && at > nearest) {
                return;
            }
            if (at != nearest) {
                addresses.clear();
                nearest = at;
            }
            if (addresses.size() < MOST_ADDRESSES) {
                addresses.add(address);
            }
        }
    }

    /**
     * @param file name, or the end of a path
     * @param line from 1
     * @param isCode whether the executable has code at an address: functions that the linker left out have others
     * @param debug file with section .debug_line
     * @return empty if there is none
     * @throws IOException if it can't be read, is no ELF file, or is beyond what is read of one
     */
    public static Optional<Result> find(String file, int line, LongPredicate isCode, Path debug)
            throws IOException {
        return ElfSections.read(debug, sections -> {
            Optional<MemorySegment> table = sections.content(".debug_line");
            if (table.isEmpty()) {
                return Optional.empty();
            }
            LineSearch search = new LineSearch(file, line, isCode);
            search.searchAll(new DwarfCursor(table.get()),
                    new FileNames(sections.content(".debug_line_str"), sections.content(".debug_str")));
            return Optional.of(search.result());
        });
    }

    private Result result() {
        List<SourceFile> files = found.entrySet().stream().map(entry -> new SourceFile(entry.getKey(),
                entry.getValue().nearest, List.copyOf(entry.getValue().addresses), entry.getValue().last)).toList();
        return new Result(files, names, damaged);
    }

    private void searchAll(DwarfCursor table, FileNames names) throws IOException {
        try {
            while (table.hasRest()) {
                search(table.next(table.initialLength()), names);
            }
        } catch (IndexOutOfBoundsException e) {
            damaged = true;
        }
    }

    private void search(DwarfCursor unit, FileNames texts) throws IOException {
        try {
            LineProgram program = LineProgram.of(unit, texts);
            if (program == null) {
                return;
            }
            String[] matches = program.files().stream().map(this::match).toArray(String[]::new);
            if (Arrays.stream(matches).anyMatch(path -> !path.isEmpty())) {
                program.run((address, number, at) -> {
                    if (!matches[number].isEmpty() && found.size() < MOST_FILES && isCode.test(address)) {
                        found.computeIfAbsent(matches[number], _ -> new Lines()).add(address, at);
                    }
                });
            }
        } catch (IndexOutOfBoundsException e) {
            damaged = true;
        }
    }

    /** The path if it ends in the wanted name, else an empty text. */
    private String match(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (names.size() < MOST_NAMES && name.length() <= LONGEST_NAME) {
            names.add(name);
        }
        if (!path.endsWith(file.substring(file.lastIndexOf('/') + 1)) || path.indexOf('\0') >= 0) {
            return "";
        }
        String normal = Path.of(path).normalize().toString();
        return normal.equals(file) || normal.endsWith("/" + file) ? normal : "";
    }
}
