package io.finelame.bpf.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/** Reads the values that DWARF consists of (DWARF 5, section 7), one after the other. Beyond the end, IndexOutOfBoundsException. */
final class DwarfCursor {
    private static final int LONGEST_TEXT = 4096;

    private final MemorySegment content;
    private long at;
    /** Whether the unit has 64-bit offsets. */
    private boolean wide;

    DwarfCursor(MemorySegment content) {
        this.content = content;
    }

    long at() {
        return at;
    }

    boolean hasRest() {
        return at < content.byteSize();
    }

    long rest() {
        return content.byteSize() - at;
    }

    /** What lies ahead, up to a number of bytes, with offsets of the same size. */
    DwarfCursor next(long bytes) {
        DwarfCursor part = new DwarfCursor(content.asSlice(at, bytes));
        part.wide = wide;
        at += bytes;
        return part;
    }

    void skip(long bytes) {
        if (bytes < 0 || bytes > rest()) {
            throw new IndexOutOfBoundsException();
        }
        at += bytes;
    }

    /** Section 7.4: it also says how large offsets are. */
    long initialLength() {
        long length = unsigned(4);
        wide = length == 0xffffffffL;
        return wide ? unsigned(8) : length;
    }

    long offset() {
        return unsigned(wide ? 8 : 4);
    }

    /** @param bytes 1, 2, 4 or 8 */
    long unsigned(int bytes) {
        long value = switch (bytes) {
            case 1 -> content.get(JAVA_BYTE, at) & 0xffL;
            case 2 -> content.get(JAVA_SHORT_UNALIGNED, at) & 0xffffL;
            case 4 -> Integer.toUnsignedLong(content.get(JAVA_INT_UNALIGNED, at));
            case 8 -> content.get(JAVA_LONG_UNALIGNED, at);
            default -> throw new IndexOutOfBoundsException();
        };
        at += bytes;
        return value;
    }

    int octet() {
        return content.get(JAVA_BYTE, at++) & 0xff;
    }

    /** Section 7.6; what doesn't fit into 64 bits is lost. */
    long uleb() {
        long value = 0;
        int shift = 0;
        int octet;
        do {
            octet = octet();
            value |= shift < Long.SIZE ? (long) (octet & 0x7f) << shift : 0;
            shift += 7;
        } while ((octet & 0x80) != 0);
        return value;
    }

    long sleb() {
        long value = 0;
        int shift = 0;
        int octet;
        do {
            octet = octet();
            value |= shift < Long.SIZE ? (long) (octet & 0x7f) << shift : 0;
            shift += 7;
        } while ((octet & 0x80) != 0);
        return shift < Long.SIZE && (octet & 0x40) != 0 ? value | -1L << shift : value;
    }

    /** Up to a zero. */
    String text() {
        String text = text(content, at);
        while (octet() != 0) {
        }
        return text;
    }

    /** The text up to a zero at an offset of a section; cut off behind 4096 bytes. */
    static String text(MemorySegment texts, long offset) {
        long end = offset;
        while (end - offset < LONGEST_TEXT && texts.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        return new String(texts.asSlice(offset, end - offset).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
