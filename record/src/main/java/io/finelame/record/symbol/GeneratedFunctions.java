package io.finelame.record.symbol;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The functions that a perf map's lines name, {@code ADDRESS SIZE NAME} with hexadecimal numbers. A later one takes the place of
 * earlier ones that it overlaps. At most 200,000 functions and 32 MB of names are kept; lines that are damaged or longer than 4 kB
 * are skipped. Not thread-safe.
 */
final class GeneratedFunctions {
    private static final int MOST_FUNCTIONS = 200_000;
    private static final long MOST_CHARACTERS = 1 << 25;
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_NAME = 500;
    /** Of a function beside its name, about. */
    private static final int BYTES_EACH = 130;

    private final TreeMap<Long, Function> byStart = new TreeMap<>();
    private final byte[] line = new byte[LONGEST_LINE];
    /** Of the line that is not ended yet; more than there is room for, if it is too long. */
    private int length;
    private long characters;

    /** @param end behind its last byte */
    private record Function(long end, String name) {}

    void clear() {
        byStart.clear();
        length = 0;
        characters = 0;
    }

    /** @param block what follows the earlier ones in the file; it may end within a line */
    void read(byte[] block) {
        for (byte b : block) {
            if (b == '\n') {
                if (length <= LONGEST_LINE) {
                    add();
                }
                length = 0;
            } else {
                if (length < LONGEST_LINE) {
                    line[length] = b;
                }
                length = Math.min(length + 1, LONGEST_LINE + 1);
            }
        }
    }

    private void add() {
        int firstBlank = blank(0);
        int secondBlank = blank(firstBlank + 1);
        long start = Hexadecimal.parse(line, prefix(0), firstBlank);
        long size = Hexadecimal.parse(line, prefix(firstBlank + 1), secondBlank);
        if (start <= 0 || size <= 0 || start + size < start || secondBlank + 1 >= length) {
            return;
        }
        int bytes = Math.min(length - secondBlank - 1, LONGEST_NAME);
        put(start, start + size, new String(line, secondBlank + 1, bytes, StandardCharsets.UTF_8));
    }

    private int blank(int from) {
        int at = from;
        while (at < length && line[at] != ' ') {
            at++;
        }
        return at;
    }

    private int prefix(int at) {
        return at + 1 < length && line[at] == '0' && line[at + 1] == 'x' ? at + 2 : at;
    }

    private void put(long start, long end, String name) {
        Map.Entry<Long, Function> before = byStart.lowerEntry(end);
        while (before != null && before.getValue().end > start) {
            characters -= before.getValue().name.length();
            byStart.remove(before.getKey());
            before = byStart.lowerEntry(end);
        }
        if (byStart.size() < MOST_FUNCTIONS && characters < MOST_CHARACTERS) {
            byStart.put(start, new Function(end, name));
            characters += name.length();
        }
    }

    Optional<String> nameAt(long address) {
        return Optional.ofNullable(byStart.floorEntry(address)).map(Map.Entry::getValue)
                .filter(function -> address < function.end).map(Function::name);
    }

    /** Memory, in bytes, about. */
    long bytes() {
        return (long) BYTES_EACH * byStart.size() + characters + LONGEST_LINE;
    }
}
