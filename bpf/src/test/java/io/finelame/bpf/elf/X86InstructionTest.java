package io.finelame.bpf.elf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class X86InstructionTest {
    private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

    private static int length(String code) {
        return X86Instruction.length(HexFormat.of().parseHex(code.replace(" ", "")), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "41 57", "48 89 e5", "f3 0f 1e fa", "48 8b 05 39 23 07 00", "48 83 ec 10",
            "48 b8 01 02 03 04 05 06 07 08", "66 c7 44 24 08 01 00", "f6 40 08 01", "f7 d8", "66 0f 3a 0f c1 08",
            "c5 f8 77", "c4 e3 7d 39 c1 01", "62 f1 7c 48 10 44 24 01", "8f e9 78 81 c0", "0f 84 00 01 00 00",
            "64 48 8b 04 25 28 00 00 00", "67 a0 01 02 03 04"})
    void length_knownInstruction_isAllOfIt(String code) {
        assertEquals((code.length() + 1) / 3, length(code + " 90 90 90 90"));
    }

    @Test
    void length_instructionOf32BitMode_isUnknown() {
        assertEquals(0, length("06 90 90 90"));
    }

    @Test
    void length_cutShort_isUnknown() {
        assertEquals(0, length("48 8b 05 39"));
    }

    /** Every instruction of the C library that objdump finds in the text section, or calls bad. */
    @Test
    @Tag("slow")
    void length_cLibrary_isWhatObjdumpFinds() throws Exception {
        byte[] file = Files.readAllBytes(LIBC);
        Process objdump = new ProcessBuilder("objdump", "-d", "-j", ".text", "--no-show-raw-insn", LIBC.toString())
                .start();
        long previous = 0;
        int checked = 0;
        for (String line : (Iterable<String>) objdump.inputReader().lines()::iterator) {
            if (!line.matches(" +[0-9a-f]+:\t.*")) {
                previous = 0;
                continue;
            }
            long address = Long.parseLong(line.strip().split(":")[0], 16);
            if (previous > 0) {
                long offset = ElfCode.offsetOf(LIBC, previous).orElseThrow();
                assertEquals(address - previous, X86Instruction.length(file, (int) offset), Long.toHexString(previous));
                checked++;
            }
            previous = line.contains("(bad)") ? 0 : address;
        }
        assertTrue(checked > 100_000, checked + " instructions");
    }
}
