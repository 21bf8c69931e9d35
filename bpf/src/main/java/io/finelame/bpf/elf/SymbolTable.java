package io.finelame.bpf.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which function an address belongs to: some 20 bytes for each and their names, of which a large program has 100,000.
 * Immutable.
 */
public final class SymbolTable {
    /** No function; for a file that has none, or can't be read. */
    public static final SymbolTable EMPTY = new SymbolTableBuilder().build();

    /** Of what is between functions. */
    static final int NO_NAME = -1;

    private static final int LONGEST_NAME = 4096;
    /** How many functions that begin before it are looked at: one may lie in another. */
    private static final int DEEPEST_NESTING = 16;

    private final long[] starts;
    /** Unsigned. */
    private final int[] sizes;
    private final int[] names;
    private final byte[] pool;

    SymbolTable(long[] starts, int[] sizes, int[] names, byte[] pool) {
        this.starts = starts;
        this.sizes = sizes;
        this.names = names;
        this.pool = pool;
    }

    /** The name of the function that has the instruction at an address; as in the file, mangled. */
    public Optional<String> nameAt(long address) {
        int found = Arrays.binarySearch(starts, address);
        int last = found >= 0 ? found : -found - 2;
        for (int i = last; i >= 0 && i > last - DEEPEST_NESTING; i--) {
            if (address - starts[i] < Integer.toUnsignedLong(sizes[i])) {
                return names[i] == NO_NAME ? Optional.empty() : Optional.of(name(i));
            }
        }
        return Optional.empty();
    }

    private String name(int index) {
        int from = names[index];
        int end = from;
        while (end < pool.length && pool[end] != 0 && end - from < LONGEST_NAME) {
            end++;
        }
        return new String(pool, from, end - from, StandardCharsets.UTF_8);
    }

    /** How many addresses there are at which a function begins, or a section ends. */
    public int size() {
        return starts.length;
    }

    /** Memory, in bytes. */
    public long bytes() {
        return (Long.BYTES + 2L * Integer.BYTES) * starts.length + pool.length;
    }
}
