package io.finelame.bpf.elf;

import io.finelame.bpf.PinnedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/**
 * The functions of an executable or shared library, local ones included where it is not stripped or is a Go program, and
 * where they lie in the file: what a uprobe needs. 64-bit little-endian ELF; offsets as in elf(5).
 */
public final class ElfFile {
    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;
    private static final int SYMBOL_SIZE = 24;

    /** Longer ones are probed at their first instruction. */
    private static final int LONGEST_FUNCTION = 1 << 16;

    private final Path path;
    private final Map<String, Function> functions = new TreeMap<>();
    private final Set<Long> goFunctions = new HashSet<>();
    private boolean stripped = true;
    private boolean x86;
    private Optional<GoProgram> go = Optional.empty();

    /**
     * @param sizes bytes of the function by the offset of its first instruction in the file; several where local functions
     *            share a name
     * @param exported whether the dynamic symbol table has it, so that it survives stripping
     * @param indirect whether its symbol is that of a resolver, which chooses the function when the program starts
     *            (STT_GNU_IFUNC)
     */
    public record Function(String name, Map<Long, Long> sizes, boolean exported, boolean indirect) {
        public Function {
            sizes = Map.copyOf(sizes);
        }

        /** Offsets of its first instruction in the file, in bytes. */
        public List<Long> offsets() {
            return sizes.keySet().stream().sorted().toList();
        }

        /** The offset of its first instruction, of the copy that has the instruction at another. */
        public OptionalLong start(long offset) {
            return sizes.entrySet().stream()
                    .filter(copy -> offset == copy.getKey()
                            || offset > copy.getKey() && offset - copy.getKey() < copy.getValue())
                    .mapToLong(Map.Entry::getKey).findFirst();
        }

        /** One copy of several that share the name. */
        public Function copyAt(long start) {
            return new Function(name, Map.of(start, sizes.get(start)), exported, indirect);
        }

        private Function plus(Function other) {
            Map<Long, Long> all = new HashMap<>(sizes);
            all.putAll(other.sizes);
            return new Function(name, all, exported || other.exported, indirect || other.indirect);
        }
    }

    private ElfFile(Path path) {
        this.path = path;
    }

    /** @throws IOException if the file can't be read or is no 64-bit little-endian ELF file */
    public static ElfFile read(Path path) throws IOException {
        return ElfImage.read(path, image -> new ElfFile(path).readFunctions(image));
    }

    /**
     * With the functions that only its separate file has, or the compressed table of symbols in it, if it is stripped.
     *
     * @param separate finds the separate file; what it returns is closed here
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static ElfFile read(Path path, java.util.function.Function<DebugFile, Optional<PinnedFile>> separate)
            throws IOException {
        return ElfImage.read(path, image -> {
            ElfFile elf = new ElfFile(path).readFunctions(image);
            if (elf.stripped) {
                MiniDebugInfo.of(image).ifPresent(mini -> elf.readSeparate(image, mini));
                elf.readSeparate(image, separate.apply(DebugFile.of(image)));
            }
            return elf;
        });
    }

    private void readSeparate(ElfImage image, Optional<PinnedFile> separate) {
        if (separate.isEmpty()) {
            return;
        }
        try (PinnedFile file = separate.get()) {
            stripped = !ElfImage.read(file.path(), symbols -> readSeparate(image, symbols));
        } catch (IOException damaged) {
            stripped = true;
        }
    }

    /** Whether it has a symbol table; one that is damaged is read up to there. */
    private boolean readSeparate(ElfImage image, ElfImage symbols) {
        boolean found = false;
        for (ElfImage.Section section : symbols.sections()) {
            if (section.type() == ElfImage.SHT_SYMTAB) {
                readSymbols(image, symbols, section);
                found = true;
            }
        }
        return found;
    }

    private ElfFile readFunctions(ElfImage image) {
        x86 = image.isX86();
        for (ElfImage.Section section : image.sections()) {
            if (section.type() == ElfImage.SHT_SYMTAB || section.type() == ElfImage.SHT_DYNSYM) {
                readSymbols(image, image, section);
                stripped &= section.type() != ElfImage.SHT_SYMTAB;
            }
        }
        go = GoProgram.of(image);
        go.ifPresent(program -> program.functions().forEach(entry -> addGoFunction(image, entry)));
        return this;
    }

    /** @param file that has the symbols, with addresses of the image */
    private void readSymbols(ElfImage image, ElfImage file, ElfImage.Section section) {
        MemorySegment symbols = file.content(section);
        MemorySegment names = file.content(file.linked(section));
        boolean exported = section.type() == ElfImage.SHT_DYNSYM;
        for (long at = 0; at + SYMBOL_SIZE <= symbols.byteSize(); at += SYMBOL_SIZE) {
            int type = symbols.get(JAVA_BYTE, at + 4) & 0xf;
            boolean defined = symbols.get(JAVA_SHORT_UNALIGNED, at + 6) != 0;
            if (!defined || type != STT_FUNC && type != STT_GNU_IFUNC) {
                continue;
            }
            long offset = image.offsetOf(symbols.get(JAVA_LONG_UNALIGNED, at + 8));
            String name = ElfImage.text(names, Integer.toUnsignedLong(symbols.get(JAVA_INT_UNALIGNED, at)));
            if (offset > 0) {
                long bytes = symbols.get(JAVA_LONG_UNALIGNED, at + 16);
                add(new Function(name, Map.of(offset, bytes), exported, type == STT_GNU_IFUNC));
            }
        }
    }

    private void addGoFunction(ElfImage image, GoFunctions.Entry entry) {
        long offset = image.offsetOf(entry.address());
        if (offset > 0) {
            goFunctions.add(offset);
            add(new Function(entry.name(), Map.of(offset, entry.size()), false, false));
        }
    }

    private void add(Function function) {
        functions.merge(function.name(), function, Function::plus);
    }

    /** The function that has an instruction, by the symbols' sizes. */
    public Optional<Function> functionAt(long offset) {
        return functions.values().stream().filter(function -> function.start(offset).isPresent()).findFirst();
    }

    public Path path() {
        return path;
    }

    /** Null if the file has no function of this name. */
    public Function function(String name) {
        return functions.get(name);
    }

    /**
     * Where a probe of the function's entry costs least: at its first instruction, or at one soon after it.
     *
     * @param arguments how many of the leading arguments the probe reads
     * @throws IOException if the file can't be read any more
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

    /** Whether Go's linker made it. */
    public boolean isGo() {
        return go.isPresent();
    }

    /**
     * Whether a function runs on stacks that Go moves: a return probe there would crash the program. In a Go program whose
     * table of functions can't be read, any function may be one.
     */
    public boolean isGoFunction(Function function) {
        return isGo() && (goFunctions.isEmpty() || function.offsets().stream().anyMatch(goFunctions::contains));
    }

    /** Whether Go functions are known to get their arguments in registers, as from Go 1.18 on. */
    public boolean passesGoArgumentsInRegisters() {
        return go.map(GoProgram::argumentsInRegisters).orElse(false);
    }
}
