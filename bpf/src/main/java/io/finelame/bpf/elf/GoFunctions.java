package io.finelame.bpf.elf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/**
 * The table that a Go program finds its own functions by (.gopclntab; debug/gosym in Go's library). Stripping leaves it in
 * place: the runtime needs it to move stacks.
 */
final class GoFunctions {
    private static final int GO_1_2 = 0xfffffffb;
    private static final int GO_1_16 = 0xfffffffa;
    private static final int GO_1_18 = 0xfffffff0;
    private static final int GO_1_20 = 0xfffffff1;
    private static final int WORD = 8;
    private static final int HEADER = 8;
    /** Bytes from the table's beginning to the word that {@link #textStart} is read from. */
    static final int TEXT_START_OFFSET = HEADER + 2 * WORD;

    /** Characters of all names: a table may be made to exhaust the reader's memory. */
    private static final long MOST_CHARACTERS = 1 << 26;

    private final MemorySegment table;
    private final int magic;

    private GoFunctions(MemorySegment table) {
        this.table = table;
        this.magic = table.get(JAVA_INT_UNALIGNED, 0);
    }

    /** @param address of its first instruction when the program is loaded where its headers say; {@code size} in bytes */
    record Entry(String name, long address, long size) {}

    /** Whether these bytes begin a table: its magic number, two zeros, the smallest instruction, the size of a word. */
    static boolean isAt(MemorySegment file, long at) {
        if (at + 16L * WORD > file.byteSize()) {
            return false;
        }
        int magic = file.get(JAVA_INT_UNALIGNED, at);
        byte smallest = file.get(JAVA_BYTE, at + 6);
        return (magic == GO_1_2 || magic == GO_1_16 || magic == GO_1_18 || magic == GO_1_20)
                && file.get(JAVA_BYTE, at + 4) == 0 && file.get(JAVA_BYTE, at + 5) == 0
                && (smallest == 1 || smallest == 4) && file.get(JAVA_BYTE, at + 7) == WORD;
    }

    /** @param table from its header on; what follows it does no harm */
    static GoFunctions of(MemorySegment table) {
        return new GoFunctions(table);
    }

    /** Whether the program's version passes arguments in registers for certain: from Go 1.18 on. */
    boolean passesArgumentsInRegisters() {
        return hasOffsets();
    }

    private boolean hasOffsets() {
        return magic == GO_1_18 || magic == GO_1_20;
    }

    /** Where the program's first function begins, as the table says; empty if it doesn't, 0 if a relocation does. */
    Optional<Long> textStart() {
        return hasOffsets() ? Optional.of(word(2)) : Optional.empty();
    }

    /**
     * @param text address of the first function, where entries count from it
     * @throws IndexOutOfBoundsException if the table is damaged
     */
    List<Entry> entries(long text) {
        long names = magic == GO_1_2 ? 0 : word(hasOffsets() ? 3 : 2);
        long functions = magic == GO_1_2 ? HEADER + WORD : word(hasOffsets() ? 7 : 6);
        long count = word(0);
        int width = hasOffsets() ? Integer.BYTES : WORD;
        List<Entry> entries = new ArrayList<>();
        long characters = 0;
        for (long i = 0; i < count; i++) {
            long at = functions + 2 * width * i;
            long address = number(at, width);
            long description = (magic == GO_1_2 ? 0 : functions) + number(at + width, width);
            long name = names + Integer.toUnsignedLong(table.get(JAVA_INT_UNALIGNED, description + width));
            Entry entry = new Entry(ElfImage.text(table, name), text + address,
                    number(at + 2L * width, width) - address);
            characters += entry.name().length() + 1;
            if (characters > MOST_CHARACTERS) {
                throw new IndexOutOfBoundsException();
            }
            entries.add(entry);
        }
        return entries;
    }

    private long word(int index) {
        return table.get(JAVA_LONG_UNALIGNED, HEADER + (long) index * WORD);
    }

    private long number(long at, int width) {
        return width == WORD
                ? table.get(JAVA_LONG_UNALIGNED, at)
                : Integer.toUnsignedLong(table.get(JAVA_INT_UNALIGNED, at));
    }
}
