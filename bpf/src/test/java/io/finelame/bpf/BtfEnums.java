package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Enumerations of a compiled eBPF object, from its BTF: struct btf_enum in linux/btf.h. */
public final class BtfEnums {
    private static final int KIND_ENUM = 6;
    private static final int TYPE_SIZE = 12;
    private static final int ENUM_SIZE = 8;

    private BtfEnums() {}

    /** @return values by name, in the order of the source */
    public static Map<String, Integer> of(byte[] elf, String name) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(JAVA_BYTE, elf);
            MemorySegment object = Libbpf.pointerOf("open the object", Libbpf.OBJECT_OPEN_MEM, memory,
                    (long) elf.length,
                    MemorySegment.NULL);
            try {
                return read(Libbpf.pointerOf("read the object's BTF", Libbpf.OBJECT_BTF, object),
                        arena.allocateFrom(name));
            } finally {
                Libbpf.OBJECT_CLOSE.invokeExact(object);
            }
        } catch (BpfException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Map<String, Integer> read(MemorySegment btf, MemorySegment name) throws BpfException {
        int id = Libbpf.call(Libbpf.BTF_FIND, btf, name, KIND_ENUM);
        BpfMap.check("find enum " + name.getString(0), id);
        MemorySegment type = Libbpf.pointerOf("read an enum", Libbpf.BTF_TYPE, btf, id).reinterpret(TYPE_SIZE);
        int count = type.get(JAVA_INT, 4) & 0xffff;
        MemorySegment whole = type.reinterpret(TYPE_SIZE + (long) count * ENUM_SIZE);
        Map<String, Integer> values = new LinkedHashMap<>();
        for (long at = TYPE_SIZE; at < whole.byteSize(); at += ENUM_SIZE) {
            values.put(Libbpf.pointerOf("read a name", Libbpf.BTF_NAME, btf, whole.get(JAVA_INT, at)).reinterpret(64)
                    .getString(0), whole.get(JAVA_INT, at + 4));
        }
        return values;
    }
}
