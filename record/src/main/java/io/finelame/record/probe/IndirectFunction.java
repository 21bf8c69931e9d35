package io.finelame.record.probe;

import io.finelame.bpf.LoadedFunction;
import io.finelame.bpf.elf.ElfCode;
import io.finelame.bpf.elf.ElfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A resolver (STT_GNU_IFUNC): it runs once, when the program starts, and returns the variant of a function that suits the CPU. Which
 * variants there are, and which one this machine chooses, so that it can be probed instead.
 */
final class IndirectFunction {
    private static final int SHOWN = 6;

    private final ElfFile elf;
    private final String name;

    IndirectFunction(ElfFile elf, ElfFile.Function resolver) {
        this.elf = elf;
        this.name = resolver.name();
    }

    /** Why it must not be probed, and what to probe in its place. */
    String problem() {
        return "'" + name + "' only chooses the function that is run, once (GNU_IFUNC): expected " + instead();
    }

    private String instead() {
        List<String> variants = variants();
        try {
            OptionalLong offset = LoadedFunction.offset(elf.path(), name);
            if (offset.isPresent()) {
                String chosen = nameOf(offset.getAsLong());
                List<String> others = variants.stream().filter(other -> !other.equals(chosen)).toList();
                return chosen + ", which it chooses on this machine"
                        + (others.isEmpty() ? "" : "; others: " + String.join(", ", others));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return variants.isEmpty()
                ? "the function that it chooses, which the file's symbols don't name"
                        + (elf.isStripped() ? " (it is stripped)" : "")
                : "one of those it chooses from: " + String.join(", ", variants);
    }

    /** The place to write into a configuration: a name that begins like the function's, if there is one, else the address. */
    private String nameOf(long offset) throws IOException {
        Optional<String> symbol = elf.functions().stream()
                .filter(function -> function.offsets().equals(List.of(offset)))
                .map(ElfFile.Function::name).min(Comparator.comparing((String other) -> !isVariant(other))
                        .thenComparing(Comparator.naturalOrder()));
        return symbol.isPresent() ? symbol.get() : "0x" + Long.toHexString(ElfCode.addressOf(elf.path(), offset));
    }

    private List<String> variants() {
        return elf.functions().stream().filter(function -> !function.indirect()).map(ElfFile.Function::name)
                .filter(this::isVariant).limit(SHOWN).toList();
    }

    private boolean isVariant(String other) {
        return !other.endsWith("_ifunc")
                && Stream.of("", "_", "__").anyMatch(prefix -> other.startsWith(prefix + name + "_"));
    }
}
