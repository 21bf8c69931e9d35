package io.finelame.bpf.dwarf;

import java.util.List;

/**
 * A source file that has code, and where a line of it is.
 *
 * @param path with directories, as far as the line table has them
 * @param line the one that was asked for, or the next that has code; 0 if none has
 * @param addresses of the line's statements, ascending, as the file has them before it is loaded
 * @param last the last line that has code
 */
public record SourceFile(String path, int line, List<Long> addresses, int last) {
    public SourceFile {
        addresses = List.copyOf(addresses);
    }
}
