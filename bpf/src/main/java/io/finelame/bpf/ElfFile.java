package io.finelame.bpf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/**
 * The functions of an executable or shared library, local ones included where it is not stripped, and where they lie in
 * the file: what a uprobe needs. 64-bit little-endian ELF; offsets as in elf(5).
 */
public final class ElfFile {
    private static final int MAGIC = 0x464c457f;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_DYNSYM = 11;
    private static final int PT_LOAD = 1;
    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;
    private static final int EM_X86_64 = 62;
    private static final int SYMBOL_SIZE = 24;
    private static final int LONGEST_NAME = 4096;

    /** Longer ones are probed at their first instruction. */
    private static final int LONGEST_FUNCTION = 1 << 16;

    private final Path path;
    private final Map<String, Function> functions = new TreeMap<>();
    private boolean stripped = true;
    private boolean x86;

    /**
     * @param sizes bytes of the function by the offset of its first instruction in the file; several where local functions
     *            share a name
     * @param exported whether the dynamic symbol table has it, so that it survives stripping
     */
    public record Function(String name, Map<Long, Long> sizes, boolean exported) {
        public Function {
            sizes = Map.copyOf(sizes);
        }

        /** Of its first instruction in the file, bytes. */
        public List<Long> offsets() {
            return sizes.keySet().stream().sorted().toList();
        }

        private Function plus(Function other) {
            Map<Long, Long> all = new HashMap<>(sizes);
            all.putAll(other.sizes);
            return new Function(name, all, exported || other.exported);
        }
    }

    private ElfFile(Path path) {
        this.path = path;
    }

    /** @throws IOException where the file can't be read or is no 64-bit little-endian ELF file */
    public static ElfFile read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path); Arena arena = Arena.ofConfined()) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            ElfFile elf = new ElfFile(path);
            elf.readSections(file);
            return elf;
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(path + ": not a whole 64-bit ELF file");
        }
    }

    private void readSections(MemorySegment file) throws IOException {
        boolean is64LittleEndian = file.get(JAVA_BYTE, 4) == 2 && file.get(JAVA_BYTE, 5) == 1;
        if (file.get(JAVA_INT_UNALIGNED, 0) != MAGIC || !is64LittleEndian) {
            throw new IndexOutOfBoundsException();
        }
        x86 = file.get(JAVA_SHORT_UNALIGNED, 0x12) == EM_X86_64;
        long headers = file.get(JAVA_LONG_UNALIGNED, 0x28);
        int size = file.get(JAVA_SHORT_UNALIGNED, 0x3a) & 0xffff;
        int count = file.get(JAVA_SHORT_UNALIGNED, 0x3c) & 0xffff;
        for (int i = 0; i < count; i++) {
            MemorySegment section = file.asSlice(headers + (long) i * size, 64);
            int type = section.get(JAVA_INT_UNALIGNED, 4);
            if (type == SHT_SYMTAB || type == SHT_DYNSYM) {
                long names = headers + (long) section.get(JAVA_INT_UNALIGNED, 0x28) * size;
                readSymbols(file, content(file, section), content(file, file.asSlice(names, 64)), type == SHT_DYNSYM);
                stripped &= type != SHT_SYMTAB;
            }
        }
    }

    private static MemorySegment content(MemorySegment file, MemorySegment section) {
        return file.asSlice(section.get(JAVA_LONG_UNALIGNED, 0x18), section.get(JAVA_LONG_UNALIGNED, 0x20));
    }

    private void readSymbols(MemorySegment file, MemorySegment symbols, MemorySegment names, boolean exported) {
        for (long at = 0; at + SYMBOL_SIZE <= symbols.byteSize(); at += SYMBOL_SIZE) {
            int type = symbols.get(JAVA_BYTE, at + 4) & 0xf;
            boolean defined = symbols.get(JAVA_SHORT_UNALIGNED, at + 6) != 0;
            if (!defined || type != STT_FUNC && type != STT_GNU_IFUNC) {
                continue;
            }
            long offset = fileOffset(file, symbols.get(JAVA_LONG_UNALIGNED, at + 8));
            String name = name(names, Integer.toUnsignedLong(symbols.get(JAVA_INT_UNALIGNED, at)));
            if (offset > 0) {
                long bytes = symbols.get(JAVA_LONG_UNALIGNED, at + 16);
                functions.merge(name, new Function(name, Map.of(offset, bytes), exported), Function::plus);
            }
        }
    }

    private static String name(MemorySegment names, long at) {
        MemorySegment rest = names.asSlice(at);
        return rest.asSlice(0, Math.min(rest.byteSize(), LONGEST_NAME)).getString(0);
    }

    /** Symbols hold addresses; a uprobe wants the place in the file. 0 where no segment is loaded from there. */
    private static long fileOffset(MemorySegment file, long address) {
        long headers = file.get(JAVA_LONG_UNALIGNED, 0x20);
        int size = file.get(JAVA_SHORT_UNALIGNED, 0x36) & 0xffff;
        int count = file.get(JAVA_SHORT_UNALIGNED, 0x38) & 0xffff;
        for (int i = 0; i < count; i++) {
            MemorySegment segment = file.asSlice(headers + (long) i * size, 56);
            long start = segment.get(JAVA_LONG_UNALIGNED, 0x10);
            boolean loaded = segment.get(JAVA_INT_UNALIGNED, 0) == PT_LOAD;
            if (loaded && address >= start && address < start + segment.get(JAVA_LONG_UNALIGNED, 0x20)) {
                return address - start + segment.get(JAVA_LONG_UNALIGNED, 0x08);
            }
        }
        return 0;
    }

    /** Null where the file has no function of this name. */
    public Function function(String name) {
        return functions.get(name);
    }

    /**
     * Where a probe of the function's entry costs least: at its first instruction, or at one soon after it.
     *
     * @param arguments how many of the leading arguments the probe reads
     * @throws IOException where the file can't be read any more
     */
    public List<Long> cheapestOffsets(Function function, int arguments) throws IOException {
        if (!x86) {
            return function.offsets();
        }
        List<Long> offsets = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(path)) {
            for (long offset : function.offsets()) {
                long size = function.sizes().get(offset);
                offsets.add(size > LONGEST_FUNCTION
                        ? offset
                        : offset + ProbeSite.cheapest(code(channel, offset, (int) size), arguments));
            }
        }
        return offsets;
    }

    private static byte[] code(FileChannel channel, long offset, int size) throws IOException {
        ByteBuffer code = ByteBuffer.allocate(size);
        while (code.hasRemaining() && channel.read(code, offset + code.position()) >= 0) {
        }
        return code.array();
    }

    /** Sorted by name. */
    public Collection<Function> functions() {
        return functions.values();
    }

    /** Whether only exported functions are left. */
    public boolean isStripped() {
        return stripped;
    }
}
