package io.finelame.bpf.elf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * Where Go's runtime keeps, in its structure g of each goroutine (src/runtime/runtime2.go), what identifies goroutines.
 *
 * @param numberOffset of goid, in bytes; 0: not known
 * @param parentOffset of parentGoid, in bytes; 0: not known, or this version has none
 */
public record GoRuntime(int numberOffset, int parentOffset) {
    private static final GoRuntime UNKNOWN = new GoRuntime(0, 0);
    private static final String SECTION = ".go.buildinfo";
    /** Go 1.18 and later have the version in the section itself: debug/buildinfo. */
    private static final int FLAGS_OFFSET = 15;
    private static final int INLINE_FLAG = 2;
    private static final int VERSION_OFFSET = 32;
    private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+).*", Pattern.DOTALL);

    /** Empty if the file is not a program of Go 1.18 or later, in which a register has the address of g. */
    public static Optional<GoRuntime> of(Path executable) {
        try (FileChannel channel = FileChannel.open(executable); Arena arena = Arena.ofConfined()) {
            ElfImage image = new ElfImage(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            return image.section(SECTION).flatMap(section -> version(image.content(section))).map(GoRuntime::ofVersion);
        } catch (IOException | IndexOutOfBoundsException notAnElfFile) {
            return Optional.empty();
        }
    }

    private static Optional<String> version(MemorySegment section) {
        if ((section.get(JAVA_BYTE, FLAGS_OFFSET) & INLINE_FLAG) == 0) {
            return Optional.empty();
        }
        int length = section.get(JAVA_BYTE, VERSION_OFFSET) & 0x7f;
        byte[] text = section.asSlice(VERSION_OFFSET + 1, length).toArray(JAVA_BYTE);
        return Optional.of(new String(text, StandardCharsets.US_ASCII));
    }

    /** By the debugging information of programs that these versions made. */
    static GoRuntime ofVersion(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return UNKNOWN;
        }
        return switch (Integer.parseInt(matcher.group(1))) {
            case 18, 19, 20 -> new GoRuntime(152, 0);
            case 21, 22 -> new GoRuntime(152, 272);
            case 23, 24 -> new GoRuntime(160, 280);
            default -> UNKNOWN;
        };
    }
}
