package io.finelame.bpf.elf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.tukaani.xz.XZInputStream;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * The symbol table that distributions leave in stripped files (.gnu_debugdata): an ELF file with the functions that the dynamic
 * symbol table lacks, compressed by xz; "MiniDebugInfo" in GDB's manual.
 */
final class MiniDebugInfo {
    private static final String SECTION = ".gnu_debugdata";
    private static final int MOST_COMPRESSED_BYTES = 1 << 25;
    private static final int MOST_BYTES = 1 << 27;
    /** Of the decompressor, in kB. */
    private static final int MOST_MEMORY = 100_000;

    private MiniDebugInfo() {}

    /** The ELF file; empty if there is none, or it is damaged or too large. */
    static Optional<ElfImage> of(ElfImage image) {
        Optional<ElfImage.Section> section = image.section(SECTION)
                .filter(found -> found.size() <= MOST_COMPRESSED_BYTES);
        if (section.isEmpty()) {
            return Optional.empty();
        }
        byte[] compressed = image.content(section.get()).toArray(JAVA_BYTE);
        try (InputStream stream = new XZInputStream(new ByteArrayInputStream(compressed), MOST_MEMORY)) {
            byte[] content = stream.readNBytes(MOST_BYTES);
            return Optional.of(new ElfImage(MemorySegment.ofArray(content)));
        } catch (IOException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }
}
