package io.finelame.bpf.elf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/**
 * The tracepoints of an executable or shared library, by the notes that sys/sdt.h writes (section {@code .note.stapsdt}; SystemTap
 * wiki, UserSpaceProbeImplementation).
 */
public final class UsdtNotes {
    private static final String OWNER = "stapsdt";
    private static final int TYPE = 3;
    private static final int HEADER = 12;
    private static final int MOST = 100_000;
    /** Instruction, base and semaphore. */
    private static final int ADDRESSES = 24;

    private final ElfImage image;
    private final List<Usdt> found = new ArrayList<>();

    private UsdtNotes(ElfImage image) {
        this.image = image;
    }

    /**
     * In the file's order; a tracepoint that was inlined has several places.
     *
     * @throws IOException if the file can't be read or is no 64-bit little-endian ELF file
     */
    public static List<Usdt> read(Path path) throws IOException {
        return ElfImage.read(path, image -> {
            UsdtNotes notes = new UsdtNotes(image);
            image.section(".note.stapsdt").ifPresent(section -> notes.readAll(image.content(section)));
            return notes.found;
        });
    }

    private void readAll(MemorySegment notes) {
        long at = 0;
        while (at + HEADER <= notes.byteSize() && found.size() < MOST) {
            long name = unsigned(notes, at);
            long size = unsigned(notes, at + 4);
            long text = at + HEADER;
            long description = text + aligned(name);
            if (unsigned(notes, at + 8) == TYPE && name == OWNER.length() + 1
                    && ElfImage.text(notes, text).equals(OWNER) && size >= ADDRESSES) {
                add(notes.asSlice(description, size));
            }
            at = description + aligned(size);
        }
    }

    private void add(MemorySegment note) {
        long moved = image.section(".stapsdt.base").map(ElfImage.Section::address)
                .map(base -> base - note.get(JAVA_LONG_UNALIGNED, 8)).orElse(0L);
        String provider = ElfImage.text(note, ADDRESSES);
        long name = ADDRESSES + bytes(provider);
        String text = ElfImage.text(note, name);
        String arguments = ElfImage.text(note, name + bytes(text));
        long semaphore = note.get(JAVA_LONG_UNALIGNED, 16);
        long offset = image.codeOffsetOf(note.get(JAVA_LONG_UNALIGNED, 0) + moved);
        if (offset > 0) {
            found.add(new Usdt(provider, text, offset, semaphore == 0 ? 0 : image.offsetOf(semaphore + moved),
                    UsdtOperand.parse(arguments, image.isX86())));
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 1L;
    }

    private static long aligned(long size) {
        return size + 3 & ~3L;
    }

    private static long unsigned(MemorySegment notes, long at) {
        return Integer.toUnsignedLong(notes.get(JAVA_INT_UNALIGNED, at));
    }
}
