package io.finelame.bpf.elf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/** Sections of an ELF file by name, decompressed where they are compressed (SHF_COMPRESSED, by zlib; elf(5)). */
public final class ElfSections {
    private static final int SHF_COMPRESSED = 0x800;
    private static final int ELFCOMPRESS_ZLIB = 1;
    /** struct Elf64_Chdr. */
    private static final int HEADER = 24;
    /** Of a section, decompressed, in bytes. */
    private static final long LARGEST = 1L << 29;
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final ElfImage image;
    private final Arena arena;

    private ElfSections(Path path, ElfImage image, Arena arena) {
        this.path = path;
        this.image = image;
        this.arena = arena;
    }

    /** What is read of the sections while they are in memory. */
    public interface Reader<T> {
        T read(ElfSections sections) throws IOException;
    }

    /** @throws IOException if the file can't be read or is no 64-bit little-endian ELF file */
    public static <T> T read(Path path, Reader<T> reader) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return ElfImage.read(path, image -> reader.read(new ElfSections(path, image, arena)));
        }
    }

    /**
     * The section's content; empty if there is none.
     *
     * @throws IOException if it is damaged, compressed in another way, or larger than 512 MB
     */
    public Optional<MemorySegment> content(String name) throws IOException {
        Optional<ElfImage.Section> section = image.section(name);
        if (section.isEmpty()) {
            return Optional.empty();
        }
        MemorySegment content = image.content(section.get());
        if ((section.get().flags() & SHF_COMPRESSED) != 0) {
            return Optional.of(decompress(name, content));
        }
        if (content.byteSize() > LARGEST) {
            throw new IOException(path + ": " + name + " is larger than " + LARGEST + " bytes");
        }
        return Optional.of(content);
    }

    private MemorySegment decompress(String name, MemorySegment content) throws IOException {
        long size = content.get(JAVA_LONG_UNALIGNED, 8);
        if (content.get(JAVA_INT_UNALIGNED, 0) != ELFCOMPRESS_ZLIB) {
            throw new IOException(path + ": " + name + " is not compressed by zlib: decompress it by"
                    + " objcopy --decompress-debug-sections");
        }
        if (size < 0 || size > LARGEST) {
            throw new IOException(path + ": " + name + " is larger than " + LARGEST + " bytes");
        }
        MemorySegment result = arena.allocate(size);
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(content.asSlice(HEADER).asByteBuffer());
            byte[] block = new byte[BLOCK];
            long at = 0;
            while (at < size) {
                int bytes = inflater.inflate(block, 0, (int) Math.min(BLOCK, size - at));
                if (bytes == 0) {
                    throw new DataFormatException();
                }
                MemorySegment.copy(MemorySegment.ofArray(block), 0, result, at, bytes);
                at += bytes;
            }
            return result;
        } catch (DataFormatException e) {
            throw new IOException(path + ": " + name + " is damaged");
        }
    }
}
