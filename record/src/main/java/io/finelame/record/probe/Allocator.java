package io.finelame.record.probe;

import io.finelame.bpf.elf.ElfFile;
import io.finelame.bpf.finelame.Allocation;
import io.finelame.record.target.MappedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The allocator in a file's code.
 *
 * @param functions empty if it has no allocator
 * @param thrower where the function is that throws C++ exceptions, bytes from the file's beginning
 */
record Allocator(List<Function> functions, OptionalLong thrower) {
    private static final String THROW = "__cxa_throw";
    private static final String ENTRY_OF_EXECUTABLE = "_start";

    Allocator {
        functions = List.copyOf(functions);
    }

    /** @param offset of its first instruction in the file, bytes */
    record Function(String name, long offset, Allocation allocation) {}

    /** Without any functions where the file is none that could have one. */
    static Allocator in(MappedFile file) {
        try {
            return in(ElfFile.read(file.path()));
        } catch (IOException notAnElfFile) {
            return new Allocator(List.of(), OptionalLong.empty());
        }
    }

    static Allocator in(ElfFile elf) {
        Map<Long, Function> functions = new LinkedHashMap<>();
        if (AllocatorFunctions.MARKS.stream().anyMatch(name -> elf.function(name) != null)) {
            AllocatorFunctions.OF_ALLOCATORS.forEach((name, allocation) -> add(functions, elf, name, allocation));
            if (hasOwnOperatorNew(elf)) {
                AllocatorFunctions.OPERATOR_NEW.forEach((name, allocation) -> add(functions, elf, name, allocation));
            }
        }
        if (elf.passesGoArgumentsInRegisters()) {
            add(functions, elf, AllocatorFunctions.GO, AllocatorFunctions.goAllocation());
        }
        ElfFile.Function thrower = elf.function(THROW);
        return new Allocator(new ArrayList<>(functions.values()), thrower == null
                ? OptionalLong.empty()
                : OptionalLong.of(thrower.offsets().getFirst()));
    }

    /** Several names may be one function: one that may throw must not be probed where it returns. */
    private static void add(Map<Long, Function> functions, ElfFile elf, String name, Allocation allocation) {
        ElfFile.Function found = elf.function(name);
        if (found == null || found.indirect()) {
            return;
        }
        for (long offset : found.offsets()) {
            Function function = new Function(name, offset, allocation);
            if (allocation.failure() == Allocation.Failure.THROWN) {
                functions.put(offset, function);
            } else {
                functions.putIfAbsent(offset, function);
            }
        }
    }

    /** That of the C++ library is made of malloc, wherever an executable has it from. */
    private static boolean hasOwnOperatorNew(ElfFile elf) {
        return AllocatorFunctions.MARKS_OF_OWN_OPERATOR_NEW.stream().anyMatch(name -> elf.function(name) != null)
                || elf.function(ENTRY_OF_EXECUTABLE) == null;
    }
}
