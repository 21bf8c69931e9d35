package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Type information of an object. Layouts of struct btf_type and struct btf_member: linux/btf.h. */
final class Btf {
    private static final int KIND_STRUCT = 4;
    private static final int TYPE_SIZE = 12;
    private static final int MEMBER_SIZE = 12;

    private final MemorySegment btf;

    private Btf(MemorySegment btf) {
        this.btf = btf;
    }

    static Btf of(MemorySegment object) throws BpfException {
        return new Btf(Libbpf.pointerOf("read the object's BTF", Libbpf.OBJECT_BTF, object));
    }

    boolean has(String struct) {
        try (Arena arena = Arena.ofConfined()) {
            return Libbpf.call(Libbpf.BTF_FIND, btf, arena.allocateFrom(struct), KIND_STRUCT) >= 0;
        }
    }

    StructLayout struct(String name) throws BpfException {
        try (Arena arena = Arena.ofConfined()) {
            int id = Libbpf.call(Libbpf.BTF_FIND, btf, arena.allocateFrom(name), KIND_STRUCT);
            if (id < 0) {
                throw new BpfException("find struct " + name + " in the object's BTF", -id, "");
            }
            MemorySegment type = Libbpf.pointerOf("read struct " + name, Libbpf.BTF_TYPE, btf, id)
                    .reinterpret(TYPE_SIZE);
            int members = type.get(JAVA_INT, 4) & 0xffff;
            int size = type.get(JAVA_INT, 8);
            return new StructLayout(name, size, fields(type.reinterpret(TYPE_SIZE + (long) members * MEMBER_SIZE)));
        }
    }

    private List<StructLayout.Field> fields(MemorySegment type) throws BpfException {
        List<StructLayout.Field> fields = new ArrayList<>();
        for (long at = TYPE_SIZE; at < type.byteSize(); at += MEMBER_SIZE) {
            int offset = (type.get(JAVA_INT, at + 8) & 0xffffff) / Byte.SIZE;
            fields.add(new StructLayout.Field(name(type.get(JAVA_INT, at)), offset, size(type.get(JAVA_INT, at + 4))));
        }
        return fields;
    }

    private String name(int offset) throws BpfException {
        return Libbpf.pointerOf("read a field's name", Libbpf.BTF_NAME, btf, offset).reinterpret(256).getString(0);
    }

    private int size(int type) throws BpfException {
        try {
            long size = (long) Libbpf.BTF_SIZE.invokeExact(btf, type);
            if (size < 0) {
                throw new BpfException("read a field's size", (int) -size, "");
            }
            return (int) size;
        } catch (BpfException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
