package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Reads all entries of a hash map by bpf_map_lookup_batch into memory that it reuses. An entry that is inserted or
 * deleted meanwhile may be in it or not; one that stays is in it once. Not thread-safe.
 */
public final class MapSnapshot implements AutoCloseable {
    private static final int FIRST_CAPACITY = 4096;
    /** Entries asked for at once: the kernel holds a bucket's lock meanwhile, never the whole map. */
    private static final int BATCH = 8192;

    private final BpfMap map;
    private final int fd;
    private final int keySize;
    private final int valueSize;
    private final Arena fixed = Arena.ofShared();
    private final MemorySegment count = fixed.allocate(JAVA_INT);
    private final MemorySegment position = fixed.allocate(8, 8);
    private Arena arena;
    private MemorySegment keys;
    private MemorySegment values;
    private int capacity;
    private int entries;

    MapSnapshot(BpfMap map) {
        this.map = map;
        this.fd = map.fd();
        this.keySize = map.keySize();
        this.valueSize = (map.valueSize() + 7) & ~7;
        allocate(FIRST_CAPACITY);
    }

    private void allocate(int entriesWanted) {
        Arena larger = Arena.ofShared();
        MemorySegment largerKeys = larger.allocate((long) entriesWanted * keySize, 8);
        MemorySegment largerValues = larger.allocate((long) entriesWanted * valueSize, 8);
        if (arena != null) {
            MemorySegment.copy(keys, 0, largerKeys, 0, (long) entries * keySize);
            MemorySegment.copy(values, 0, largerValues, 0, (long) entries * valueSize);
            arena.close();
        }
        arena = larger;
        keys = largerKeys;
        values = largerValues;
        capacity = entriesWanted;
    }

    /** Reads the map anew; what the accessors gave before is overwritten. */
    public void read() throws BpfException {
        entries = 0;
        MemorySegment from = MemorySegment.NULL;
        int result = 0;
        while (result != -Errno.ENOENT) {
            if (capacity - entries < BATCH) {
                allocate(Math.addExact(capacity, Math.max(capacity, BATCH)));
            }
            count.set(JAVA_INT, 0, Math.min(BATCH, capacity - entries));
            result = Libbpf.lookupBatch(fd, from, position, keys.asSlice((long) entries * keySize),
                    values.asSlice((long) entries * valueSize), count);
            if (result == -Errno.ENOSPC) {
                allocate(Math.addExact(capacity, capacity));
                continue;
            }
            if (result < 0 && result != -Errno.ENOENT) {
                throw new BpfException("read the map " + map.name(), -result, "");
            }
            entries += BpfMap.count(count);
            from = position;
        }
    }

    public int entries() {
        return entries;
    }

    /** [entries][key size]; valid until the next {@link #read}. */
    public MemorySegment keys() {
        return keys.asSlice(0, (long) entries * keySize);
    }

    /** [entries][{@link #valueSize}], as the kernel returned them; valid until the next {@link #read}. */
    public MemorySegment values() {
        return values.asSlice(0, (long) entries * valueSize);
    }

    /** Bytes from one value to the next: the map's value size, rounded up to 8. */
    public int valueSize() {
        return valueSize;
    }

    @Override
    public void close() {
        arena.close();
        fixed.close();
    }
}
