package io.finelame.bpf;

import java.util.ArrayList;
import java.util.List;

/**
 * A C struct as BTF describes it.
 *
 * @param size bytes
 */
public record StructLayout(String name, int size, List<Field> fields) {
    /** Offset and size in bytes. */
    public record Field(String name, int offset, int size) {}

    public StructLayout {
        fields = List.copyOf(fields);
    }

    /** With only the first bytes of its last field. */
    public StructLayout shortenedTo(int bytes) {
        Field last = fields.getLast();
        List<Field> shortened = new ArrayList<>(fields.subList(0, fields.size() - 1));
        shortened.add(new Field(last.name, last.offset, bytes - last.offset));
        return new StructLayout(name, bytes, shortened);
    }

    /** @throws IllegalArgumentException if the struct has no such field */
    public Field field(String wanted) {
        return fields.stream().filter(field -> field.name.equals(wanted)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("struct " + name + " has no field " + wanted));
    }
}
