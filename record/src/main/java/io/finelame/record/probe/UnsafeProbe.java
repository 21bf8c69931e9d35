package io.finelame.record.probe;

import io.finelame.bpf.elf.ElfFile;
import java.util.Optional;

/** Functions that must not be probed, or not as was asked: why, and what to do instead. */
final class UnsafeProbe {
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
        return function.indirect()
                ? Optional.of(new IndirectFunction(elf, function).problem())
                : Optional.empty();
    }

    /** What to probe in its place where a file has no such function; else empty. */
    static String hintAt(ElfFile elf, String name) {
        return elf.isGo() && AllocatorFunctions.find(name).isPresent()
                ? "; Go has an allocator of its own: expected event: " + AllocatorFunctions.GO
                : "";
    }
}
