package io.finelame.bpf.elf;

import io.finelame.bpf.PinnedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

/**
 * The separate file that has the symbols of a stripped executable or library, as distributions' packages of debugging
 * information contain; "Debugging Information in Separate Files" in GDB's manual. Its symbols have the addresses of the stripped
 * file's program headers; its own program headers don't say where in the stripped file they are.
 *
 * @param buildId in hexadecimal, which both files have
 * @param link name of the separate file, without directories
 */
public record DebugFile(Optional<String> buildId, Optional<Link> link) {
    private static final String DEBUG = "/usr/lib/debug";
    private static final int SHORTEST_BUILD_ID = 2;
    private static final int LONGEST_LINK = 255;
    /** Of a debug file whose checksum is computed, in bytes. */
    private static final long LARGEST = 1L << 31;

    /** @param crc of the separate file's content */
    public record Link(String name, int crc) {}

    /**
     * What a file says of where its symbols are.
     *
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static DebugFile of(Path file) throws IOException {
        return ElfImage.read(file, DebugFile::of);
    }

    static DebugFile of(ElfImage image) {
        return new DebugFile(
                image.buildId().filter(id -> id.length >= SHORTEST_BUILD_ID).map(HexFormat.of()::formatHex),
                image.section(".gnu_debuglink").flatMap(section -> link(image.content(section))));
    }

    /** The name, zeros up to a multiple of four bytes, the checksum. */
    private static Optional<Link> link(MemorySegment section) {
        long length = 0;
        while (section.get(JAVA_BYTE, length) != 0) {
            if (++length > LONGEST_LINK) {
                return Optional.empty();
            }
        }
        String name = new String(section.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
        int crc = section.get(JAVA_INT_UNALIGNED, length + 4 & ~3L);
        return name.isEmpty() || name.contains("/") ? Optional.empty() : Optional.of(new Link(name, crc));
    }

    /**
     * Absolute names by which the separate file may exist, the best first. Whether one does, and {@link #isAt}, is for the caller to
     * look.
     *
     * @param file absolute name of the stripped file
     */
    public List<String> names(String file) {
        List<String> names = new ArrayList<>();
        buildId.ifPresent(
                id -> names.add(DEBUG + "/.build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug"));
        String directory = file.substring(0, file.lastIndexOf('/') + 1);
        link.filter(_ -> directory.startsWith("/")).map(Link::name).ifPresent(name -> {
            if (!file.equals(directory + name)) {
                names.add(directory + name);
            }
            names.add(directory + ".debug/" + name);
            names.add(DEBUG + directory + name);
        });
        return List.copyOf(names);
    }

    /**
     * Whether a file is the separate one: by its build id; by its checksum, if one of the files has no build id.
     *
     * @throws IOException if it can't be read or is no 64-bit little-endian ELF file
     */
    public boolean isAt(Path candidate) throws IOException {
        Optional<String> other = of(candidate).buildId();
        return buildId.isPresent() && other.isPresent()
                ? buildId.equals(other)
                : link.isPresent() && hasChecksum(candidate, link.get().crc);
    }

    private static boolean hasChecksum(Path file, int crc) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > LARGEST) {
                return false;
            }
            CRC32 sum = new CRC32();
            ByteBuffer block = ByteBuffer.allocate(1 << 16);
            for (long read = 0; read <= LARGEST && channel.read(block) >= 0; read += block.limit()) {
                sum.update(block.flip());
                block.clear();
            }
            return (int) sum.getValue() == crc;
        }
    }

    /**
     * The separate file.
     *
     * @param file absolute name of the stripped file, as below the root
     * @param root directory below which names are looked up; symbolic links stay there
     * @return to be closed; empty if there is none
     */
    public Optional<PinnedFile> find(String file, PinnedFile root) {
        for (String name : names(file)) {
            try {
                PinnedFile candidate = root.inside(name);
                if (isAt(candidate)) {
                    return Optional.of(candidate);
                }
                candidate.close();
            } catch (IOException noSuchFile) {
                continue;
            }
        }
        return Optional.empty();
    }

    private boolean isAt(PinnedFile candidate) throws IOException {
        try {
            return candidate.attributes().isRegular() && isAt(candidate.path());
        } catch (IOException notAnElfFile) {
            return false;
        }
    }
}
