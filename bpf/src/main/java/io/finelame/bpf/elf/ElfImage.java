package io.finelame.bpf.elf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

/**
 * The headers of a 64-bit little-endian ELF file, elf(5): its sections and segments, and how addresses go with offsets in the
 * file. Reads beyond the file's end throw IndexOutOfBoundsException.
 */
final class ElfImage {
    static final int SHT_SYMTAB = 2;
    static final int SHT_RELA = 4;
    static final int SHT_DYNSYM = 11;
    private static final int MAGIC = 0x464c457f;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;
    private static final int PF_X = 1;
    private static final int LONGEST_NAME = 4096;
    private static final int MOST_NAMED_SECTIONS = 4096;
    private static final int NOTE_HEADER = 12;
    private static final int NT_GNU_BUILD_ID = 3;
    private static final int LONGEST_BUILD_ID = 64;
    private static final int MOST_LOADED = 256;
    /** Bytes; a larger file takes too long to look through. */
    private static final long LARGEST_FILE = 1L << 32;

    private final MemorySegment file;
    private final List<Section> sections = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Section> byName = new HashMap<>();

    /** @param link index of the section that goes with it: of a symbol table, its names */
    record Section(int name, int type, long flags, long address, long offset, long size, int link) {}

    /** @param size bytes in the file */
    record Segment(int type, int flags, long offset, long address, long size) {
        boolean isLoaded() {
            return type == PT_LOAD;
        }

        boolean isCode() {
            return isLoaded() && (flags & PF_X) != 0;
        }

        boolean hasAddress(long at) {
            return at >= address && at - address < size;
        }
    }

    /** What is read of a file while it is mapped. */
    interface Reader<T> {
        T read(ElfImage image) throws IOException;
    }

    /** @throws IndexOutOfBoundsException if it is not such a file */
    ElfImage(MemorySegment file) {
        this.file = file;
        boolean is64LittleEndian = file.get(JAVA_BYTE, 4) == 2 && file.get(JAVA_BYTE, 5) == 1;
        if (file.get(JAVA_INT_UNALIGNED, 0) != MAGIC || !is64LittleEndian) {
            throw new IndexOutOfBoundsException();
        }
        readSegments();
        readSections();
    }

    /**
     * Maps a file while a function reads it.
     *
     * @throws IOException if it can't be read, is larger than 4 GB, or is no whole 64-bit little-endian ELF file
     */
    static <T> T read(Path path, Reader<T> reader) throws IOException {
        try (FileChannel channel = FileChannel.open(path); Arena arena = Arena.ofConfined()) {
            if (channel.size() > LARGEST_FILE) {
                throw new IOException(path + ": larger than " + LARGEST_FILE + " bytes");
            }
            return reader.read(
                    new ElfImage(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)));
        } catch (RuntimeException | InternalError damagedOrCutShortMeanwhile) {
            throw new IOException(path + ": not a whole 64-bit ELF file");
        }
    }

    private void readSegments() {
        for (int i = 0; i < half(0x38); i++) {
            long at = file.get(JAVA_LONG_UNALIGNED, 0x20) + (long) i * half(0x36);
            segments.add(new Segment(file.get(JAVA_INT_UNALIGNED, at), file.get(JAVA_INT_UNALIGNED, at + 0x04),
                    file.get(JAVA_LONG_UNALIGNED, at + 0x08), file.get(JAVA_LONG_UNALIGNED, at + 0x10),
                    file.get(JAVA_LONG_UNALIGNED, at + 0x20)));
        }
    }

    private void readSections() {
        for (int i = 0; i < half(0x3c); i++) {
            long at = file.get(JAVA_LONG_UNALIGNED, 0x28) + (long) i * half(0x3a);
            sections.add(new Section(file.get(JAVA_INT_UNALIGNED, at), file.get(JAVA_INT_UNALIGNED, at + 0x04),
                    file.get(JAVA_LONG_UNALIGNED, at + 0x08), file.get(JAVA_LONG_UNALIGNED, at + 0x10),
                    file.get(JAVA_LONG_UNALIGNED, at + 0x18),
                    file.get(JAVA_LONG_UNALIGNED, at + 0x20), file.get(JAVA_INT_UNALIGNED, at + 0x28)));
        }
        int names = half(0x3e);
        if (names < sections.size()) {
            MemorySegment texts = content(sections.get(names));
            sections.stream().limit(MOST_NAMED_SECTIONS)
                    .forEach(section -> byName.put(text(texts, Integer.toUnsignedLong(section.name)), section));
        }
    }

    private int half(long at) {
        return file.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
    }

    /** The zero-terminated text at an offset. */
    static String text(MemorySegment texts, long at) {
        MemorySegment rest = texts.asSlice(at);
        return rest.asSlice(0, Math.min(rest.byteSize(), LONGEST_NAME)).getString(0);
    }

    MemorySegment file() {
        return file;
    }

    boolean isX86() {
        return half(0x12) == EM_X86_64;
    }

    boolean isAarch64() {
        return half(0x12) == EM_AARCH64;
    }

    List<Section> sections() {
        return sections;
    }

    Optional<Section> section(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The section whose index another one's link is. */
    Section linked(Section section) {
        return sections.get(section.link);
    }

    MemorySegment content(Section section) {
        return file.asSlice(section.offset, section.size);
    }

    /** What the linker identifies the file by; the separate file with its symbols has the same. */
    Optional<byte[]> buildId() {
        return section(".note.gnu.build-id").map(this::content).filter(ElfImage::hasBuildId)
                .map(note -> note.asSlice(NOTE_HEADER + 4, note.get(JAVA_INT_UNALIGNED, 4)).toArray(JAVA_BYTE));
    }

    private static boolean hasBuildId(MemorySegment note) {
        return note.byteSize() > NOTE_HEADER + 4 && note.get(JAVA_INT_UNALIGNED, 4) <= LONGEST_BUILD_ID
                && note.get(JAVA_INT_UNALIGNED, 8) == NT_GNU_BUILD_ID && text(note, NOTE_HEADER).equals("GNU");
    }

    /** Parts of the file that are loaded. */
    List<Segment> loaded() {
        return segments.stream().filter(segment -> segment.type == PT_LOAD).limit(MOST_LOADED).toList();
    }

    /** Whether a note's name is this one; the notes are there even where the section headers are not. */
    boolean hasNoteOf(String name) {
        return segments.stream().filter(segment -> segment.type == PT_NOTE && segment.size > NOTE_HEADER)
                .anyMatch(segment -> text(file.asSlice(segment.offset, segment.size), NOTE_HEADER).equals(name));
    }

    /** Where in the file the byte at an address is; 0 if no part of the file is loaded there. */
    long offsetOf(long address) {
        return offset(address, Segment::isLoaded);
    }

    /** Where in the file the instruction at an address is; 0 if no executable part of the file is loaded there. */
    long codeOffsetOf(long address) {
        return offset(address, Segment::isCode);
    }

    /** Whether an executable part of the file is loaded at an address; also when the file isn't mapped any more. */
    LongPredicate codeAddresses() {
        List<Segment> code = segments.stream().filter(Segment::isCode).toList();
        return address -> code.stream().anyMatch(segment -> segment.hasAddress(address));
    }

    private long offset(long address, Predicate<Segment> kind) {
        return segments.stream().filter(kind).filter(segment -> segment.hasAddress(address)).findFirst()
                .map(segment -> address - segment.address + segment.offset).orElse(0L);
    }

    /** The address at which a byte of the file is loaded; 0 if it isn't. */
    long addressOf(long offset) {
        return addressOf(loaded(), offset);
    }

    static long addressOf(List<Segment> loaded, long offset) {
        for (Segment segment : loaded) {
            if (offset >= segment.offset && offset - segment.offset < segment.size) {
                return offset - segment.offset + segment.address;
            }
        }
        return 0;
    }
}
