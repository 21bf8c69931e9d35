package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A compiled eBPF object: opened, then sized, then loaded. Closing it unloads its programs and frees its maps, unless a
 * link still holds them. Not thread-safe.
 */
public final class BpfObject implements AutoCloseable {
    private final MemorySegment object;

    private BpfObject(MemorySegment object) {
        this.object = object;
    }

    /** @param elf the object file's content */
    public static BpfObject open(byte[] elf) throws BpfException {
        LibbpfLibrary.require();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(elf.length, 8).copyFrom(MemorySegment.ofArray(elf));
            return new BpfObject(Libbpf.pointerOf("open the eBPF object", Libbpf.OBJECT_OPEN_MEM, memory,
                    (long) elf.length, MemorySegment.NULL));
        }
    }

    /** @throws BpfException with the verifier's log where the kernel refuses a program */
    public void load() throws BpfException {
        LibbpfLog.start();
        int result = Libbpf.call(Libbpf.OBJECT_LOAD, object);
        if (result < 0) {
            throw BpfException.ofLoad(-result, LibbpfLog.text());
        }
    }

    public BpfMap map(String name) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            return new BpfMap(name, Libbpf.pointerOf("find the map " + name, Libbpf.OBJECT_FIND_MAP, object,
                    arena.allocateFrom(name)));
        }
    }

    public Optional<BpfMap> findMap(String name) {
        try {
            return Optional.of(map(name));
        } catch (BpfException noSuchMap) {
            return Optional.empty();
        }
    }

    /** In the object's order. */
    public List<BpfMap> maps() throws BpfException {
        List<BpfMap> maps = new ArrayList<>();
        MemorySegment previous = MemorySegment.NULL;
        while (true) {
            try {
                previous = Libbpf.pointerOf("next map", Libbpf.OBJECT_NEXT_MAP, object, previous);
            } catch (BpfException last) {
                return maps;
            }
            String name = Libbpf.pointerOf("read a map's name", Libbpf.MAP_NAME, previous).reinterpret(256)
                    .getString(0);
            maps.add(new BpfMap(name, previous));
        }
    }

    public Optional<BpfProgram> program(String name) {
        return programs().stream().filter(program -> program.name().equals(name)).findFirst();
    }

    /** In the object's order. */
    public List<BpfProgram> programs() {
        List<BpfProgram> programs = new ArrayList<>();
        MemorySegment previous = MemorySegment.NULL;
        while (true) {
            try {
                previous = Libbpf.pointerOf("next program", Libbpf.OBJECT_NEXT_PROGRAM, object, previous);
            } catch (BpfException last) {
                return programs;
            }
            programs.add(new BpfProgram(previous));
        }
    }

    public boolean hasStruct(String name) throws BpfException {
        return Btf.of(object).has(name);
    }

    /** The layout of a struct, from the object's BTF. */
    public StructLayout struct(String name) throws BpfException {
        return Btf.of(object).struct(name);
    }

    @Override
    public void close() {
        try {
            Libbpf.OBJECT_CLOSE.invokeExact(object);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
