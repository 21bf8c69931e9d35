package io.finelame.bpf.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects functions for a {@link SymbolTable}, at most two million and 64 MB of names: what exceeds that is left out, as files
 * may be made to exhaust the reader's memory. Of functions with the same address the one wins that has a size, then one that other
 * files can see, then the one with fewer leading underscores, then the first. One without a size extends to the next.
 */
public final class SymbolTableBuilder {
    private static final int INDEX_BITS = 21;
    private static final int MOST_SYMBOLS = 1 << INDEX_BITS;
    private static final int MOST_BYTES = 1 << 26;
    /** Of a function without a size, if the next one is farther away; in bytes. */
    private static final long LARGEST_UNKNOWN = 1 << 20;
    private static final int LONGEST_RUN_OF_UNDERSCORES = 7;
    private static final int SIZED = 16;
    private static final int VISIBLE = 8;

    private long[] starts = new long[0];
    private int[] sizes = new int[0];
    private int[] names = new int[0];
    private byte[] ranks = new byte[0];
    private byte[] pool = new byte[0];
    private int poolBytes;
    private int count;

    /**
     * Names that {@link #add} refers to.
     *
     * @param text names, each ended by a zero byte
     * @return where the first begins; negative: there is no room for them
     */
    public int addNames(byte[] text) {
        if (text.length >= MOST_BYTES - poolBytes) {
            return -1;
        }
        int at = poolBytes;
        if (pool.length < at + text.length + 1) {
            pool = Arrays.copyOf(pool, Math.max(at + text.length + 1, Math.min(MOST_BYTES, 2 * at)));
        }
        System.arraycopy(text, 0, pool, at, text.length);
        pool[at + text.length] = 0;
        poolBytes = at + text.length + 1;
        return at;
    }

    /** A function with a name of its own. */
    public void add(long start, long size, String name) {
        int at = addNames(name.getBytes(StandardCharsets.UTF_8));
        if (at >= 0) {
            add(start, size, true, at);
        }
    }

    /**
     * @param size in bytes; 0: not known
     * @param visible whether other files can use it
     * @param name where it begins among the names
     */
    public void add(long start, long size, boolean visible, int name) {
        if (name >= 0 && name < poolBytes && size >= 0) {
            put(start, size, name,
                    (size > 0 ? SIZED : 0) + (visible ? VISIBLE : 0) + LONGEST_RUN_OF_UNDERSCORES - underscores(name));
        }
    }

    /** The functions before an address, as those of a section, don't extend beyond it, unless their size says so. */
    public void addEnd(long address) {
        put(address, 0, SymbolTable.NO_NAME, -1);
    }

    private void put(long start, long size, int name, int rank) {
        if (count == MOST_SYMBOLS) {
            return;
        }
        if (count == starts.length) {
            grow();
        }
        starts[count] = start;
        sizes[count] = (int) Math.min(size, 0xffffffffL);
        names[count] = name;
        ranks[count] = (byte) rank;
        count++;
    }

    private void grow() {
        int length = Math.max(1024, 2 * count);
        starts = Arrays.copyOf(starts, length);
        sizes = Arrays.copyOf(sizes, length);
        names = Arrays.copyOf(names, length);
        ranks = Arrays.copyOf(ranks, length);
    }

    private int underscores(int name) {
        int run = 0;
        while (run < LONGEST_RUN_OF_UNDERSCORES && pool[name + run] == '_') {
            run++;
        }
        return run;
    }

    public SymbolTable build() {
        int[] order = order();
        long[] sorted = new long[order.length];
        int[] sortedSizes = new int[order.length];
        int[] sortedNames = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = starts[order[i]];
            sortedNames[i] = names[order[i]];
            long next = i + 1 < order.length ? starts[order[i + 1]] - sorted[i] : LARGEST_UNKNOWN;
            sortedSizes[i] = sizes[order[i]] != 0 ? sizes[order[i]] : (int) Math.min(next, LARGEST_UNKNOWN);
        }
        return new SymbolTable(sorted, sortedSizes, sortedNames, Arrays.copyOf(pool, poolBytes));
    }

    /** The best function of each address, by address. One far from the lowest (4 TB) is none of this file. */
    private int[] order() {
        long lowest = Arrays.stream(starts, 0, count).min().orElse(0);
        long[] keys = new long[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            long distance = starts[i] - lowest;
            if (distance >= 0 && distance < 1L << Long.SIZE - 1 - INDEX_BITS) {
                keys[kept++] = distance << INDEX_BITS | i;
            }
        }
        Arrays.sort(keys, 0, kept);
        int[] order = new int[kept];
        int addresses = 0;
        for (int i = 0; i < kept; i++) {
            int symbol = (int) (keys[i] & MOST_SYMBOLS - 1);
            if (addresses == 0 || starts[order[addresses - 1]] != starts[symbol]) {
                order[addresses++] = symbol;
            } else if (ranks[symbol] > ranks[order[addresses - 1]]) {
                order[addresses - 1] = symbol;
            }
        }
        return Arrays.copyOf(order, addresses);
    }
}
