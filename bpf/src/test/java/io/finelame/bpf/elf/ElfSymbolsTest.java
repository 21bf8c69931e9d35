package io.finelame.bpf.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** This JDK's own libraries, whole and damaged. */
@Timeout(60)
class ElfSymbolsTest {
    private static final Path LIBRARY = Path.of(System.getProperty("java.home"), "lib/libjimage.so");
    private static final int HEADER = 64;

    @TempDir
    private Path directory;

    private static ElfSymbols read(Path file) throws IOException {
        return ElfSymbols.read(file, _ -> Optional.empty());
    }

    @Test
    void functionAt_offsetOfEveryFunction_isThatOrAnAlias() throws Exception {
        ElfSymbols symbols = read(LIBRARY);
        ElfFile whole = ElfFile.read(LIBRARY);
        for (ElfFile.Function function : whole.functions()) {
            for (long offset : function.offsets()) {
                String found = symbols.functionAt(offset).orElseThrow();
                assertTrue(whole.function(found).offsets().contains(offset), function.name() + ": " + found);
            }
        }
    }

    @Test
    void functionAt_offsetOfHeader_isEmpty() throws Exception {
        assertEquals(Optional.empty(), read(LIBRARY).functionAt(8));
    }

    @Test
    void read_textFile_isAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("text"), "no ELF file, but longer than its header".repeat(10));

        assertThrows(IOException.class, () -> read(file));
    }

    @Test
    void read_emptyFile_isAnError() throws Exception {
        Path file = Files.createFile(directory.resolve("empty"));

        assertThrows(IOException.class, () -> read(file));
    }

    /** In the headers of the file, its segments and sections, where offsets, sizes and counts are. */
    @Test
    void read_damagedHeaders_isAnErrorOrLacksFunctions() throws Exception {
        byte[] whole = Files.readAllBytes(LIBRARY);
        int sections = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0x28);
        Random random = new Random(1);
        Path file = directory.resolve("damaged");
        int errors = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j < 4; j++) {
                boolean inSections = random.nextBoolean();
                int at = inSections ? random.nextInt(sections, damaged.length) : random.nextInt(4, 10 * HEADER);
                damaged[at] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                read(file).functionAt(random.nextInt(damaged.length));
                DebugFile.of(file).names("/usr/lib/damaged");
            } catch (IOException damage) {
                errors++;
            }
        }

        assertTrue(errors > 0 && errors < 1000, errors + " errors");
    }

    @Test
    void read_fileCutShort_isAnError() throws Exception {
        byte[] whole = Files.readAllBytes(LIBRARY);
        Path file = directory.resolve("short");
        for (int length = 0; length < whole.length - HEADER; length += whole.length / 50) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));

            assertThrows(IOException.class, () -> read(file));
        }
    }

    @Test
    void names_libraryWithBuildIdAndLink_areAllPlaces() {
        DebugFile debug = new DebugFile(Optional.of("abcdef"), Optional.of(new DebugFile.Link("a.debug", 1)));

        assertEquals(java.util.List.of("/usr/lib/debug/.build-id/ab/cdef.debug", "/opt/a.debug", "/opt/.debug/a.debug",
                "/usr/lib/debug/opt/a.debug"), debug.names("/opt/a"));
    }
}
