package io.finelame.recording;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Addresses as the datapoints hold them: 16 bytes in network order, IPv4 as {@code ::ffff:a.b.c.d}. */
public final class OriginAddress {
    public static final int BYTES = 16;
    private static final int GROUPS = 8;

    private OriginAddress() {}

    /** As RFC 5952 writes it; empty for {@code ::}, which stands for a request that never received on TCP. */
    public static String text(MemorySegment address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.toArray(ValueLayout.JAVA_BYTE));
        if (bytes.getLong(0) == 0 && bytes.getInt(8) == 0x0000ffff) {
            return (bytes.get(12) & 0xff) + "." + (bytes.get(13) & 0xff) + "." + (bytes.get(14) & 0xff) + "."
                    + (bytes.get(15) & 0xff);
        }
        return bytes.getLong(0) == 0 && bytes.getLong(8) == 0 ? "" : v6(bytes);
    }

    private static String v6(ByteBuffer bytes) {
        int from = 0;
        int longest = 1;
        for (int group = 0; group < GROUPS; group++) {
            int zeros = zerosFrom(bytes, group);
            if (zeros > longest) {
                from = group;
                longest = zeros;
            }
        }
        return longest == 1
                ? groups(bytes, 0, GROUPS)
                : groups(bytes, 0, from) + "::" + groups(bytes, from + longest, GROUPS);
    }

    private static int zerosFrom(ByteBuffer bytes, int group) {
        int end = group;
        while (end < GROUPS && bytes.getShort(2 * end) == 0) {
            end++;
        }
        return end - group;
    }

    private static String groups(ByteBuffer bytes, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int group = from; group < to; group++) {
            text.append(group == from ? "" : ":").append(Integer.toHexString(bytes.getShort(2 * group) & 0xffff));
        }
        return text.toString();
    }
}
