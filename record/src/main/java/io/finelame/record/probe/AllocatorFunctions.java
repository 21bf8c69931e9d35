package io.finelame.record.probe;

import io.finelame.bpf.finelame.Allocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions by which programs ask for memory, and how each is called: by their names in the symbol table. */
final class AllocatorFunctions {
    private static final Allocation FIRST = Allocation.returnsPointer(1, 0);
    private static final Allocation SECOND = Allocation.returnsPointer(2, 0);
    private static final Allocation POOLED = SECOND.failing(Allocation.Failure.POOLED);
    private static final Allocation FIRST_TIMES_SECOND = Allocation.returnsPointer(1, 2);
    private static final Allocation SECOND_TIMES_THIRD = Allocation.returnsPointer(2, 3);

    /** What allocators put before the names of the C library: none, jemalloc (in C and Rust), tcmalloc, mimalloc. */
    private static final List<String> PREFIXES = List.of("", "je_", "_rjem_", "tc_", "mi_");
    /** Functions that only an allocator with an operator new of its own has: jemalloc, tcmalloc, mimalloc. */
    static final List<String> MARKS_OF_OWN_OPERATOR_NEW = List.of("mallocx", "je_mallocx", "_rjem_mallocx", "tc_malloc",
            "mi_malloc");
    static final String GO = "runtime.mallocgc";

    /** Those of allocators, which may be looked for; unprefixed names first. */
    static final Map<String, Allocation> OF_ALLOCATORS = allocators();
    static final Map<String, Allocation> OPERATOR_NEW = operators();
    /** Any file with one of these has an allocator. */
    static final List<String> MARKS = PREFIXES.stream().map(prefix -> prefix + "malloc").toList();

    /** Pools on top of an allocator: counted only where a configuration names them. */
    private static final Map<String, Allocation> POOLS = Map.of("apr_palloc", POOLED, "apr_pcalloc", POOLED);

    private AllocatorFunctions() {}

    /** Empty if nothing is known of this function. */
    static Optional<Allocation> find(String name) {
        if (name.equals(GO)) {
            return Optional.of(goAllocation());
        }
        return Optional.ofNullable(OF_ALLOCATORS.getOrDefault(name, OPERATOR_NEW.getOrDefault(name, POOLS.get(name))));
    }

    /** Whether a function gives out parts of what it has from an allocator. */
    static boolean isPool(String name) {
        return POOLS.containsKey(name);
    }

    /** A Go program that gets no memory ends: to have entered the function is to have got it. */
    static Allocation goAllocation() {
        return new Allocation(0, 0, Allocation.Failure.UNTOLD);
    }

    private static Map<String, Allocation> allocators() {
        Map<String, Allocation> functions = new LinkedHashMap<>();
        for (String prefix : PREFIXES) {
            functions.put(prefix + "malloc", FIRST);
            functions.put(prefix + "calloc", FIRST_TIMES_SECOND);
            functions.put(prefix + "realloc", SECOND);
            functions.put(prefix + "reallocarray", SECOND_TIMES_THIRD);
            functions.put(prefix + "aligned_alloc", SECOND);
            functions.put(prefix + "memalign", SECOND);
            functions.put(prefix + "posix_memalign", new Allocation(3, 0, Allocation.Failure.STATUS));
            functions.put(prefix + "valloc", FIRST);
            functions.put(prefix + "pvalloc", FIRST);
            functions.put(prefix + "mallocx", FIRST);
            functions.put(prefix + "rallocx", SECOND);
        }
        // mimalloc's order of arguments is its own: the size, then the alignment.
        functions.put("mi_aligned_alloc", SECOND);
        functions.put("mi_malloc_aligned", FIRST);
        functions.put("mi_zalloc_aligned", FIRST);
        functions.put("mi_calloc_aligned", FIRST_TIMES_SECOND);
        functions.put("mi_realloc_aligned", SECOND);
        functions.put("mi_zalloc", FIRST);
        functions.put("mi_malloc_small", FIRST);
        functions.put("mi_zalloc_small", FIRST);
        functions.put("mi_mallocn", FIRST_TIMES_SECOND);
        functions.put("mi_reallocn", SECOND_TIMES_THIRD);
        functions.put("mi_reallocf", SECOND);
        functions.put("mi_rezalloc", SECOND);
        functions.put("mi_heap_malloc", SECOND);
        functions.put("mi_heap_zalloc", SECOND);
        functions.put("mi_heap_calloc", SECOND_TIMES_THIRD);
        functions.put("mi_heap_malloc_aligned", SECOND);
        return java.util.Collections.unmodifiableMap(functions);
    }

    /** By their mangled names: operator new and new[], for 64-bit sizes. */
    private static Map<String, Allocation> operators() {
        Map<String, Allocation> functions = new LinkedHashMap<>();
        Allocation throwing = FIRST.failing(Allocation.Failure.THROWN);
        for (String operator : List.of("_Znwm", "_Znam")) {
            functions.put(operator, throwing);
            functions.put(operator + "St11align_val_t", throwing);
            functions.put(operator + "RKSt9nothrow_t", FIRST);
            functions.put(operator + "St11align_val_tRKSt9nothrow_t", FIRST);
        }
        functions.put("mi_new", throwing);
        functions.put("mi_new_aligned", throwing);
        functions.put("mi_new_n", FIRST_TIMES_SECOND.failing(Allocation.Failure.THROWN));
        functions.put("mi_new_nothrow", FIRST);
        return java.util.Collections.unmodifiableMap(functions);
    }
}
