package io.finelame.bpf.elf;

import io.finelame.bpf.PinnedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * Which function a place in an executable or library belongs to: by its symbol table; if it is stripped, by that of a separate
 * file or the compressed one that distributions leave in it, the dynamic one, and Go's table of functions. Immutable, and
 * independent of the file once it is read.
 */
public final class ElfSymbols {
    private static final int STT_NOTYPE = 0;
    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;
    private static final int SYMBOL_SIZE = 24;
    /** Bytes of one table. */
    private static final long MOST_SYMBOLS = 1 << 26;
    /** Bytes of the names of one table. */
    private static final long MOST_NAMES = 1 << 26;

    private static final int MOST_SECTIONS = 4096;

    private final List<ElfImage.Segment> loaded;
    private final SymbolTable table;

    private ElfSymbols(List<ElfImage.Segment> loaded, SymbolTable table) {
        this.loaded = loaded;
        this.table = table;
    }

    /** Of a file that can't be read. */
    public static ElfSymbols none() {
        return new ElfSymbols(List.of(), SymbolTable.EMPTY);
    }

    /**
     * @param separate finds the file with the symbols of a stripped one; what it returns is closed here
     * @throws IOException if the file can't be read or is no whole 64-bit little-endian ELF file
     */
    public static ElfSymbols read(Path file, Function<DebugFile, Optional<PinnedFile>> separate) throws IOException {
        return ElfImage.read(file, image -> of(image, separate));
    }

    /** @param image content of a whole file, as that of the vDSO, which none has */
    public static ElfSymbols of(byte[] image) throws IOException {
        try {
            return of(new ElfImage(MemorySegment.ofArray(image)), _ -> Optional.empty());
        } catch (RuntimeException damaged) {
            throw new IOException("not a whole 64-bit ELF file");
        }
    }

    private static ElfSymbols of(ElfImage image, Function<DebugFile, Optional<PinnedFile>> separate) {
        SymbolTableBuilder builder = new SymbolTableBuilder();
        if (!addSymbols(builder, image, ElfImage.SHT_SYMTAB)) {
            addSymbols(builder, image, ElfImage.SHT_DYNSYM);
            addSeparate(builder, separate.apply(DebugFile.of(image)));
            MiniDebugInfo.of(image).ifPresent(mini -> addDamagedSymbols(builder, mini));
            GoProgram.of(image).ifPresent(go -> go.functions()
                    .forEach(function -> builder.add(function.address(), function.size(), function.name())));
        }
        image.sections().stream().limit(MOST_SECTIONS).filter(section -> section.address() != 0)
                .forEach(section -> builder.addEnd(section.address() + section.size()));
        return new ElfSymbols(image.loaded(), builder.build());
    }

    private static void addSeparate(SymbolTableBuilder builder, Optional<PinnedFile> separate) {
        if (separate.isEmpty()) {
            return;
        }
        try (PinnedFile file = separate.get()) {
            boolean _ = ElfImage.read(file.path(), image -> addSymbols(builder, image, ElfImage.SHT_SYMTAB));
        } catch (IOException damaged) {
            return;
        }
    }

    /** Those that can be read. */
    private static void addDamagedSymbols(SymbolTableBuilder builder, ElfImage image) {
        try {
            addSymbols(builder, image, ElfImage.SHT_SYMTAB);
        } catch (IndexOutOfBoundsException damaged) {
            return;
        }
    }

    private static boolean addSymbols(SymbolTableBuilder builder, ElfImage image, int type) {
        Optional<ElfImage.Section> section = image.sections().stream().filter(s -> s.type() == type).findFirst();
        section.ifPresent(found -> addSymbols(builder, image.content(found), image.content(image.linked(found))));
        return section.isPresent();
    }

    private static void addSymbols(SymbolTableBuilder builder, MemorySegment symbols, MemorySegment names) {
        int firstName = builder.addNames(names.asSlice(0, Math.min(names.byteSize(), MOST_NAMES)).toArray(JAVA_BYTE));
        // In a buffer, since this is seldom compiled before it is done.
        ByteBuffer table = symbols.asSlice(0, Math.min(symbols.byteSize(), MOST_SYMBOLS)).asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; firstName >= 0 && at + SYMBOL_SIZE <= table.limit(); at += SYMBOL_SIZE) {
            int info = table.get(at + 4);
            boolean defined = table.getShort(at + 6) != 0;
            long size = table.getLong(at + 16);
            int name = table.getInt(at);
            if (defined && name > 0 && name < names.byteSize() && isFunction(info & 0xf, size)) {
                builder.add(table.getLong(at + 8), size, info >> 4 != 0, firstName + name);
            }
        }
    }

    /** Assembler code may not say what it is; what has no size then is a label. */
    private static boolean isFunction(int type, long size) {
        return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE && size > 0;
    }

    /**
     * The name of the function, mangled.
     *
     * @param offset of an instruction in the file, in bytes
     */
    public Optional<String> functionAt(long offset) {
        long address = ElfImage.addressOf(loaded, offset);
        return address == 0 ? Optional.empty() : table.nameAt(address);
    }

    /** How many functions are known. */
    public int size() {
        return table.size();
    }

    /** Memory, in bytes. */
    public long bytes() {
        return table.bytes();
    }
}
