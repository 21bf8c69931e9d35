package io.finelame.bpf.elf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

/** The machine code of an executable or shared library: by address, as {@code nm} and {@code objdump} print it, or by offset in the file. */
public final class ElfCode {
    /** Bytes of a function that are decoded. */
    private static final long LONGEST_FUNCTION = 1 << 22;
    private static final int AARCH64_INSTRUCTION = 4;
    /** Version 1; the frame's address is relative to itself, the number of entries absolute, entries relative to the section. */
    private static final int TABLE_ENCODING = 0x3b031b01;
    private static final int TABLE = 12;
    private static final int TABLE_ENTRY = 8;

    private ElfCode() {}

    /** Whether an instruction begins at a place. */
    public enum Boundary {
        BEGINS, WITHIN,
        /** The instruction set, or an instruction before it in the function, isn't known. */
        UNKNOWN
    }

    /**
     * The offset in the file, in bytes, of an instruction at an address; empty if no executable segment of the file has it.
     *
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static OptionalLong offsetOf(Path path, long address) throws IOException {
        return ElfImage.read(path, image -> {
            long offset = image.codeOffsetOf(address);
            return offset > 0 ? OptionalLong.of(offset) : OptionalLong.empty();
        });
    }

    /**
     * Whether an executable segment of the file has an address.
     *
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static LongPredicate addresses(Path path) throws IOException {
        return ElfImage.read(path, ElfImage::codeAddresses);
    }

    /**
     * The address at which a byte of the file is loaded; 0 if it isn't.
     *
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static long addressOf(Path path, long offset) throws IOException {
        return ElfImage.read(path, image -> image.addressOf(offset));
    }

    /**
     * @param start offset of a function's first instruction in the file, bytes
     * @param offset of an instruction of it
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static Boundary boundary(Path path, long start, long offset) throws IOException {
        return ElfImage.read(path, image -> boundary(image, start, offset));
    }

    /**
     * The offset of the first instruction of a function, or of a part of one, that the unwind table has last before an instruction
     * (section {@code .eh_frame_hdr}; Linux Standard Base, core, section 10.6.2): stripped files have it, too.
     *
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static OptionalLong unwoundFrom(Path path, long offset) throws IOException {
        return ElfImage.read(path, image -> image.section(".eh_frame_hdr")
                .map(section -> unwoundFrom(image, section, offset)).orElse(OptionalLong.empty()));
    }

    private static OptionalLong unwoundFrom(ElfImage image, ElfImage.Section section, long offset) {
        MemorySegment table = image.content(section);
        if (table.get(JAVA_INT_UNALIGNED, 0) != TABLE_ENCODING) {
            return OptionalLong.empty();
        }
        long wanted = image.addressOf(offset) - section.address();
        long first = 0;
        long last = Integer.toUnsignedLong(table.get(JAVA_INT_UNALIGNED, TABLE - Integer.BYTES)) - 1;
        if (last < 0 || table.get(JAVA_INT_UNALIGNED, TABLE) > wanted) {
            return OptionalLong.empty();
        }
        while (first < last) {
            long middle = (first + last + 1) / 2;
            if (table.get(JAVA_INT_UNALIGNED, TABLE + middle * TABLE_ENTRY) <= wanted) {
                first = middle;
            } else {
                last = middle - 1;
            }
        }
        long start = image
                .codeOffsetOf(section.address() + table.get(JAVA_INT_UNALIGNED, TABLE + first * TABLE_ENTRY));
        return start > 0 ? OptionalLong.of(start) : OptionalLong.empty();
    }

    private static Boundary boundary(ElfImage image, long start, long offset) {
        if (image.isAarch64()) {
            return offset % AARCH64_INSTRUCTION == 0 ? Boundary.BEGINS : Boundary.WITHIN;
        }
        if (!image.isX86() || offset - start > LONGEST_FUNCTION) {
            return Boundary.UNKNOWN;
        }
        MemorySegment file = image.file();
        long end = Math.min(file.byteSize(), offset + X86Instruction.LONGEST);
        byte[] code = file.asSlice(start, end - start).toArray(JAVA_BYTE);
        int at = 0;
        while (at < offset - start) {
            int length = X86Instruction.length(code, at);
            if (length == 0) {
                return Boundary.UNKNOWN;
            }
            at += length;
        }
        return at == offset - start ? Boundary.BEGINS : Boundary.WITHIN;
    }
}
