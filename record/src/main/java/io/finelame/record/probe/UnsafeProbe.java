package io.finelame.record.probe;

import io.finelame.bpf.elf.ElfFile;
import java.util.List;
import java.util.Optional;

/** Functions that must not be probed, or not as was asked: why, and what to do instead. */
final class UnsafeProbe {
    private static final int VARIANTS = 6;

    private UnsafeProbe() {}

    /** A return probe where the function's stack may move. */
    static Optional<String> atReturn(ElfFile elf, ElfFile.Function function) {
        return elf.isGoFunction(function)
                ? Optional.of("'" + function.name() + "' is a Go function, and Go moves stacks: a return probe would"
                        + " crash the server: expected probes of entries alone (in_fn_name), e.g. unmap_tid_to_rid on a"
                        + " function that is called later; mapper: auto needs none")
                : Optional.empty();
    }

    /** A probe on code that runs once, when the program starts. */
    static Optional<String> anywhere(ElfFile elf, ElfFile.Function function) {
        if (!function.indirect()) {
            return Optional.empty();
        }
        List<String> variants = variants(elf, function.name());
        return Optional.of("'" + function.name() + "' only chooses the function that is run, once (GNU_IFUNC): expected"
                + (variants.isEmpty()
                        ? " the function that it chooses, which the file's symbols don't name"
                        : " one of those it chooses from: " + String.join(", ", variants)));
    }

    private static List<String> variants(ElfFile elf, String name) {
        return elf.functions().stream().filter(function -> !function.indirect()).map(ElfFile.Function::name)
                .filter(other -> other.startsWith("__" + name + "_") || other.startsWith(name + "_")
                        || other.startsWith("_" + name + "_"))
                .limit(VARIANTS).toList();
    }

    /** What to probe in its place where a file has no such function; else empty. */
    static String hintAt(ElfFile elf, String name) {
        return elf.isGo() && AllocatorFunctions.find(name).isPresent()
                ? "; Go has an allocator of its own: expected event: " + AllocatorFunctions.GO
                : "";
    }
}
