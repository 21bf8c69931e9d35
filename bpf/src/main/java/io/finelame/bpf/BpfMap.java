package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * A map of a {@link BpfObject}. Sizes are bytes. {@link #fd} and the element calls need a loaded object; they may be used
 * by several threads at once.
 */
public final class BpfMap {
    private final String name;
    private final MemorySegment map;
    /** Settled when the object is loaded. */
    private volatile int fd = -1;

    BpfMap(String name, MemorySegment map) {
        this.name = name;
        this.map = map;
    }

    public String name() {
        return name;
    }

    public int fd() {
        if (fd < 0) {
            fd = Libbpf.call(Libbpf.MAP_FD, map);
        }
        return fd;
    }

    public int keySize() {
        return Libbpf.call(Libbpf.MAP_KEY_SIZE, map);
    }

    public int valueSize() {
        return Libbpf.call(Libbpf.MAP_VALUE_SIZE, map);
    }

    public int maxEntries() {
        return Libbpf.call(Libbpf.MAP_MAX_ENTRIES, map);
    }

    /** Only before the object is loaded. */
    public void setMaxEntries(int entries) throws BpfException {
        check("size the map " + name, Libbpf.call(Libbpf.MAP_SET_MAX_ENTRIES, map, entries));
    }

    /** Only before the object is loaded. */
    public void setValueSize(int bytes) throws BpfException {
        check("size the values of the map " + name, Libbpf.call(Libbpf.MAP_SET_VALUE_SIZE, map, bytes));
    }

    /** Takes memory for an entry when there is one, and not for all before; only before the object is loaded. */
    public void setAllocatedOnDemand() throws BpfException {
        int withoutPreallocation = 1;
        check("set the flags of the map " + name, Libbpf.call(Libbpf.MAP_SET_FLAGS, map, withoutPreallocation));
    }

    /** Stands for another, loaded map; only before its own object is loaded. */
    public void reuse(BpfMap other) throws BpfException {
        check("share the map " + name, Libbpf.call(Libbpf.MAP_REUSE_FD, map, other.fd()));
    }

    /** The initial content of a global variables' section, writable before the object is loaded. */
    public MemorySegment initialValue() throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            return Libbpf.pointerOf("read the initial value of " + name, Libbpf.MAP_INITIAL_VALUE, map, size)
                    .reinterpret(size.get(JAVA_LONG, 0));
        }
    }

    /**
     * The values of an array, or a section of global variables, as the programs see them: [entries][value size, rounded up to 8].
     *
     * @param arena unmaps it when it is closed
     * @throws BpfException if its map doesn't have BPF_F_MMAPABLE
     */
    public MemorySegment shared(Arena arena) throws BpfException {
        return CLibrary.share(fd(), (long) ((valueSize() + 7) & ~7) * maxEntries(), arena);
    }

    /** @return false if there is no such key */
    public boolean lookup(MemorySegment key, MemorySegment value) throws BpfException {
        return found("look up in " + name, Libbpf.lookup(fd(), key, value));
    }

    public void update(MemorySegment key, MemorySegment value) throws BpfException {
        check("update " + name, Libbpf.update(fd(), key, value, 0));
    }

    /** @return false if there is no such key */
    public boolean delete(MemorySegment key) throws BpfException {
        return found("delete from " + name, Libbpf.delete(fd(), key));
    }

    /** Takes an entry out; no update between the reading and the deletion is lost. False if there is no such key. */
    public boolean lookupAndDelete(MemorySegment key, MemorySegment value) throws BpfException {
        return found("take from " + name, Libbpf.lookupAndDelete(fd(), key, value));
    }

    /** A reader of the whole map, for repeated use. */
    public MapSnapshot snapshot() {
        return new MapSnapshot(this);
    }

    private static boolean found(String what, int result) throws BpfException {
        if (result == -Errno.ENOENT) {
            return false;
        }
        check(what, result);
        return true;
    }

    public static void check(String what, int result) throws BpfException {
        if (result < 0) {
            throw new BpfException(what, -result, "");
        }
    }

    static int count(MemorySegment count) {
        return count.get(JAVA_INT, 0);
    }
}
