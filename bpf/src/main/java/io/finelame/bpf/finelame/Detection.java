package io.finelame.bpf.finelame;

import io.finelame.bpf.StructLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * The update that made a request an outlier for the first time; {@code struct detection} in finelame.h.
 *
 * @param ts of the update, CLOCK_MONOTONIC ns
 * @param cputime ns the request had used
 * @param feature the counter that was updated
 * @param generation of the model that flagged it
 * @param port the peer's; 0 if nothing has been received
 * @param address [16] the peer's; IPv4 as ::ffff:a.b.c.d
 * @param distances [{@link DetectorModel#MAX_K}]
 */
public record Detection(long ts, long requestId, long cputime, Feature feature, int generation, int port,
        byte[] address, long[] distances) {
    static Detection of(MemorySegment value, StructLayout layout) {
        return new Detection(value.get(JAVA_LONG, layout.field("ts").offset()),
                value.get(JAVA_LONG, layout.field("req_id").offset()),
                value.get(JAVA_LONG, layout.field("cputime").offset()),
                Feature.values()[value.get(JAVA_INT, layout.field("feature").offset())],
                value.get(JAVA_INT, layout.field("generation").offset()),
                Short.toUnsignedInt(value.get(JAVA_SHORT, layout.field("sport").offset())),
                slice(value, layout.field("saddr")).toArray(ValueLayout.JAVA_BYTE),
                slice(value, layout.field("distances")).toArray(JAVA_LONG));
    }

    private static MemorySegment slice(MemorySegment value, StructLayout.Field field) {
        return value.asSlice(field.offset(), field.size());
    }
}
