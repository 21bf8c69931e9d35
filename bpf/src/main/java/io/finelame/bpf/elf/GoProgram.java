package io.finelame.bpf.elf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/**
 * What an ELF file that Go's linker made says of its Go functions, stripped or not.
 *
 * @param functions empty if the table can't be read
 * @param argumentsInRegisters whether they get their arguments in registers: certain from Go 1.18 on
 */
record GoProgram(List<GoFunctions.Entry> functions, boolean argumentsInRegisters) {
    private static final List<String> TABLES = List.of(".gopclntab", ".data.rel.ro.gopclntab");
    /** Sections that no other linker makes. */
    private static final List<String> SECTIONS = List.of(".go.buildinfo", ".note.go.buildid");
    private static final String NOTE = "Go";
    private static final int TABLE_ALIGNMENT = 16;
    private static final int RELOCATION_SIZE = 24;

    GoProgram {
        functions = List.copyOf(functions);
    }

    /** Empty if Go's linker didn't make it. */
    static Optional<GoProgram> of(ElfImage elf) {
        boolean go = TABLES.stream().anyMatch(name -> elf.section(name).isPresent())
                || SECTIONS.stream().anyMatch(name -> elf.section(name).isPresent()) || elf.hasNoteOf(NOTE);
        return go ? Optional.of(table(elf).map(at -> read(elf, at)).orElse(unreadable())) : Optional.empty();
    }

    private static GoProgram unreadable() {
        return new GoProgram(List.of(), false);
    }

    /** Where in the file the table of functions begins. */
    private static Optional<Long> table(ElfImage elf) {
        Optional<Long> section = TABLES.stream().flatMap(name -> elf.section(name).stream())
                .map(ElfImage.Section::offset).findFirst();
        if (section.isPresent()) {
            return section.filter(at -> GoFunctions.isAt(elf.file(), at));
        }
        for (long at = 0; at < elf.file().byteSize(); at += TABLE_ALIGNMENT) {
            if (GoFunctions.isAt(elf.file(), at)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private static GoProgram read(ElfImage elf, long at) {
        GoFunctions table = GoFunctions.of(elf.file().asSlice(at));
        long text = table.textStart().map(start -> start != 0 ? start : relocatedText(elf, at)).orElse(0L);
        try {
            return new GoProgram(table.entries(text), table.passesArgumentsInRegisters());
        } catch (IndexOutOfBoundsException damaged) {
            return unreadable();
        }
    }

    /** In a position-independent program the table's word is filled in when it is loaded, or is left unused. */
    private static long relocatedText(ElfImage elf, long at) {
        long word = elf.addressOf(at + GoFunctions.TEXT_START_OFFSET);
        for (ElfImage.Section section : elf.sections()) {
            MemorySegment relocations = section.type() == ElfImage.SHT_RELA
                    ? elf.content(section)
                    : MemorySegment.NULL;
            for (long i = 0; i + RELOCATION_SIZE <= relocations.byteSize(); i += RELOCATION_SIZE) {
                if (relocations.get(JAVA_LONG_UNALIGNED, i) == word) {
                    return relocations.get(JAVA_LONG_UNALIGNED, i + 16);
                }
            }
        }
        return elf.section(".text").map(ElfImage.Section::address).orElse(0L);
    }
}
