package io.finelame.bpf.dwarf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directories and source files of a unit's line table: DWARF 5, section 6.2.4.1; earlier versions, DWARF 4, section 6.2.4.
 * Texts that units share are read once.
 */
final class FileNames {
    private static final int PATH = 1;
    private static final int DIRECTORY = 2;
    /** Names in a unit, and characters of all that are kept at once. */
    private static final int MOST = 1 << 20;
    private static final int MOST_CHARACTERS = 1 << 26;

    private final Optional<MemorySegment> lineTexts;
    private final Optional<MemorySegment> texts;
    private final Map<Long, String> shared = new HashMap<>();
    private long characters;

    /**
     * @param lineTexts section .debug_line_str
     * @param texts section .debug_str
     */
    FileNames(Optional<MemorySegment> lineTexts, Optional<MemorySegment> texts) {
        this.lineTexts = lineTexts;
        this.texts = texts;
    }

    private record Entry(String path, int directory) {}

    /**
     * Paths by the numbers that line programs have for files; of DWARF before 5, number 0 is none. A path that is relative to the unit's
     * directory stays so.
     */
    List<String> read(DwarfCursor cursor, int version) throws IOException {
        return version >= 5 ? readTables(cursor) : readLists(cursor);
    }

    private static List<String> readLists(DwarfCursor cursor) throws IOException {
        List<String> directories = new ArrayList<>(List.of(""));
        for (String text = cursor.text(); !text.isEmpty(); text = cursor.text()) {
            requireRoom(directories.size());
            directories.add(text);
        }
        List<String> files = new ArrayList<>(List.of(""));
        long characters = 0;
        for (String text = cursor.text(); !text.isEmpty(); text = cursor.text()) {
            requireRoom(files.size());
            // Its directory, the time of its last change, and its size.
            long directory = cursor.uleb();
            cursor.uleb();
            cursor.uleb();
            String path = join(directories, directory == (int) directory ? (int) directory : 0, text);
            characters += path.length();
            requireCharacters(characters);
            files.add(path);
        }
        return files;
    }

    private static void requireRoom(long names) throws IOException {
        if (names >= MOST) {
            throw new IOException("more than " + MOST + " names of source files");
        }
    }

    private static void requireCharacters(long characters) throws IOException {
        if (characters > MOST_CHARACTERS) {
            throw new IOException("names of source files of more than " + MOST_CHARACTERS + " characters");
        }
    }

    private List<String> readTables(DwarfCursor cursor) throws IOException {
        List<String> directories = readTable(cursor).stream().map(Entry::path).toList();
        List<Entry> files = readTable(cursor);
        List<String> paths = new ArrayList<>();
        long length = 0;
        for (Entry file : files) {
            String directory = join(directories, 0, at(directories, file.directory));
            String path = join(List.of(directory), 0, file.path);
            length += path.length();
            requireCharacters(length);
            paths.add(path);
        }
        return paths;
    }

    private List<Entry> readTable(DwarfCursor cursor) throws IOException {
        int fields = cursor.octet();
        long[] contents = new long[fields];
        int[] forms = new int[fields];
        for (int i = 0; i < fields; i++) {
            contents[i] = cursor.uleb();
            forms[i] = (int) cursor.uleb();
        }
        long count = cursor.uleb();
        requireRoom(count);
        // Each entry takes a byte at least.
        if (count < 0 || count > cursor.rest() || fields == 0 && count > 0) {
            throw new IndexOutOfBoundsException();
        }
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            entries.add(readEntry(cursor, contents, forms));
        }
        return entries;
    }

    private Entry readEntry(DwarfCursor cursor, long[] contents, int[] forms) throws IOException {
        String path = "";
        int directory = 0;
        for (int i = 0; i < forms.length; i++) {
            if (contents[i] == PATH) {
                path = readText(cursor, forms[i]);
            } else {
                long number = readNumber(cursor, forms[i]);
                directory = contents[i] == DIRECTORY && number == (int) number ? (int) number : directory;
            }
        }
        return new Entry(path, directory);
    }

    /** Forms of DWARF 5, section 7.5.6. */
    private String readText(DwarfCursor cursor, int form) throws IOException {
        return switch (form) {
            case 0x08 -> cursor.text();
            case 0x0e -> shared(texts, cursor.offset(), 1);
            case 0x1f -> shared(lineTexts, cursor.offset(), 0);
            default -> {
                readNumber(cursor, form);
                yield "";
            }
        };
    }

    private String shared(Optional<MemorySegment> section, long offset, int kind) throws IOException {
        long key = offset * 2 + kind;
        if (!shared.containsKey(key)) {
            String text = DwarfCursor.text(section.orElseThrow(IndexOutOfBoundsException::new), offset);
            requireRoom(shared.size());
            characters += text.length();
            requireCharacters(characters);
            shared.put(key, text);
        }
        return shared.get(key);
    }

    private static long readNumber(DwarfCursor cursor, int form) {
        return switch (form) {
            case 0x0b, 0x25 -> cursor.unsigned(1);
            case 0x05, 0x26 -> cursor.unsigned(2);
            case 0x06, 0x28 -> cursor.unsigned(4);
            case 0x07 -> cursor.unsigned(8);
            case 0x0f, 0x1a -> cursor.uleb();
            case 0x0e, 0x1d, 0x1f -> cursor.offset();
            case 0x08 -> {
                cursor.text();
                yield 0;
            }
            case 0x09 -> {
                cursor.skip(cursor.uleb());
                yield 0;
            }
            case 0x1e -> {
                cursor.skip(16);
                yield 0;
            }
            case 0x27 -> {
                cursor.skip(3);
                yield 0;
            }
            default -> throw new IndexOutOfBoundsException();
        };
    }

    private static String at(List<String> texts, int index) {
        return index >= 0 && index < texts.size() ? texts.get(index) : "";
    }

    private static String join(List<String> directories, int directory, String name) {
        String parent = at(directories, directory);
        return parent.isEmpty() || name.startsWith("/") || name.equals(parent) ? name : parent + "/" + name;
    }
}
