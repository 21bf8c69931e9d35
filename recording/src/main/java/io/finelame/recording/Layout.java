package io.finelame.recording;

import io.finelame.cli.file.Checked;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where each field of a C struct lies (a datapoint, an event, a score), as the eBPF object's BTF described it when it was
 * recorded.
 *
 * @param size bytes
 * @param fields in the order of their offsets
 */
public record Layout(int size, List<Field> fields) {
    private static final int MOST_FIELDS = 1_000;
    private static final int LARGEST = 1 << 20;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * @param offset bytes from the value's start
     * @param size bytes: 1, 2, 4 and 8 are unsigned integers, anything else is raw bytes
     */
    public record Field(String name, int offset, int size) {
        public Field {
            Checked.text("name", name);
        }

        public boolean isInteger() {
            return size == 8 || size == 4 || size == 2 || size == 1;
        }

        /** @throws IllegalArgumentException if the field is not an integer */
        public long read(MemorySegment values, long valueOffset) {
            long at = valueOffset + offset;
            return switch (size) {
                case 8 -> values.get(LONG, at);
                case 4 -> Integer.toUnsignedLong(values.get(INT, at));
                case 2 -> (values.get(ValueLayout.JAVA_BYTE, at) & 0xff)
                        | (values.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff) << 8;
                case 1 -> values.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                default -> throw notAnInteger();
            };
        }

        /** @throws IllegalArgumentException if the field is not an integer */
        long read(Words values, long valueOffset) {
            if (!isInteger()) {
                throw notAnInteger();
            }
            return values.read(valueOffset + offset, size);
        }

        private IllegalArgumentException notAnInteger() {
            return new IllegalArgumentException(name + " is not an integer: " + size + " bytes");
        }
    }

    public Layout {
        fields = Checked.list("fields", fields, MOST_FIELDS);
        if (size <= 0 || size > LARGEST) {
            throw new IllegalArgumentException("a struct of " + size + " bytes: expected 1 to " + LARGEST);
        }
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (field.offset < 0 || field.size <= 0 || field.offset > size - field.size) {
                throw new IllegalArgumentException("field " + field.name + " lies outside of its struct");
            }
            if (!names.add(field.name)) {
                throw new IllegalArgumentException("field " + field.name + " is there twice");
            }
        }
    }

    /** @throws IllegalArgumentException if one of these fields is there and is not an integer */
    void requireIntegers(String layout, List<String> names) {
        for (Field field : fields) {
            if (!field.isInteger() && names.contains(field.name)) {
                throw new IllegalArgumentException(layout + ": field " + field.name + " of " + field.size
                        + " bytes: expected an integer of 1, 2, 4 or 8");
            }
        }
    }

    /** @throws IllegalArgumentException if the field is there and has another size */
    void requireSize(String layout, String name, int bytes) {
        field(name).filter(field -> field.size != bytes).ifPresent(field -> {
            throw new IllegalArgumentException(
                    layout + ": field " + name + " of " + field.size + " bytes: expected " + bytes);
        });
    }

    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name.equals(name)).findFirst();
    }
}
