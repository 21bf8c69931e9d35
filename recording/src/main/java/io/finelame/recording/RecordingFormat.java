package io.finelame.recording;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Where everything lies in a recording's documents; writer and reader both look here. Little endian throughout.
 *
 * <p>A document is a prefix and a payload. The payload of a header, of processes, of stacks and of an end is JSON. That of a snapshot is fixed
 * fields, the losses, the keys, then the values; that of events fixed fields, the updates lost by CPU, then the events;
 * that of scores fixed fields, the keys, then the values; that of a deployment fixed fields, then the model as JSON; that of
 * CPU time fixed fields alone; those of shares and stacks are {@link ShareDocument}'s and {@link StackDocument}'s.
 */
public final class RecordingFormat {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** "FLRD". */
    static final int MAGIC = 0x44524c46;
    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 4;
    static final int TYPE_AT = 6;
    static final int SEQUENCE_AT = 8;
    public static final int LENGTH_AT = 16;
    static final int CHECKSUM_AT = 20;
    static final int PREFIX = 24;

    static final int SNAPSHOT_NUMBER_AT = 0;
    static final int MONOTONIC_AT = 8;
    static final int REALTIME_AT = 16;
    static final int PART_AT = 24;
    static final int PARTS_AT = 28;
    static final int FULL_AT = 32;
    static final int ENTRIES_AT = 36;
    static final int IN_MAP_AT = 40;
    static final int VALUE_SIZE_AT = 48;
    static final int LOSSES_AT = 52;
    static final int SNAPSHOT_FIELDS = 56;

    /** Of each document but the first kinds: CLOCK_MONOTONIC ns, a count (or generation), a size. */
    static final int WHEN_AT = 0;
    static final int COUNT_AT = 8;
    static final int SIZE_AT = 12;
    static final int CPUS_AT = 16;
    static final int EVENTS_FIELDS = 24;
    static final int SCORES_FIELDS = 16;
    static final int DEPLOYMENT_FIELDS = 16;
    static final int CPU_USED_AT = 8;
    static final int CPU_CHARGED_AT = 16;
    static final int CPU_TIME_FIELDS = 24;

    /** A queue's file is mapped in blocks of 64 MiB that overlap by 16: no document may be longer than that. */
    static final int LARGEST_PAYLOAD = 8 << 20;
    static final int KEY = Long.BYTES;

    /** Writes the components of records, and nothing else that they answer. */
    static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

    /** The numbers stand in recordings: never reuse one. */
    enum Type {
        HEADER(1),
        SNAPSHOT(2),
        EVENTS(3),
        END(4),
        SCORES(5),
        DEPLOYMENT(6),
        CPU_TIME(7),
        PROCESSES(8),
        SHARES(9),
        STACKS(10),
        STACK_SAMPLES(11);

        final short number;

        Type(int number) {
            this.number = (short) number;
        }

        /** Null if this version knows no such document. */
        static Type of(int number) {
            for (Type type : values()) {
                if (type.number == number) {
                    return type;
                }
            }
            return null;
        }
    }

    private RecordingFormat() {}

    /** CRC32C of a whole document, its checksum field taken as 0. */
    static int checksum(MemorySegment document) {
        CRC32C crc = new CRC32C();
        crc.update(document.asSlice(0, CHECKSUM_AT).asByteBuffer());
        crc.update(new byte[Integer.BYTES]);
        crc.update(document.asSlice(PREFIX).asByteBuffer());
        return (int) crc.getValue();
    }
}
