package io.finelame.bpf.dwarf;

import io.finelame.bpf.elf.ElfCode;
import io.finelame.bpf.elf.ElfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** On what gcc writes of a program of a few lines. */
class LineSearchTest {
    private static final String SOURCE = """
                                         static inline __attribute__((always_inline)) int twice(int x)
                                         {
                                             asm volatile("nop");
                                             return x + x;
                                         }

                                         __attribute__((noinline)) int first(int x)
                                         {
                                             return twice(x) + 1;
                                         }

                                         /* nothing here */

                                         __attribute__((noinline)) int second(int x)
                                         {
                                             return twice(x) + 2;
                                         }

                                         int main(int argc, char **argv)
                                         {
                                             return first(argc) + second(argc);
                                         }
                                         """;

    @TempDir
    private Path directory;

    private Path compile(String... options) throws Exception {
        Path source = Files.writeString(Files.createDirectories(directory.resolve("src")).resolve("lines.c"), SOURCE);
        Path program = directory.resolve("lines");
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-o", program.toString(), source.toString()));
        command.addAll(List.of(options));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        return program;
    }

    private static SourceFile find(Path program, String file, int line) throws IOException {
        return LineSearch.find(file, line, ElfCode.addresses(program), program).orElseThrow().files().getFirst();
    }

    private static long addressOf(Path program, String function) throws IOException {
        ElfFile elf = ElfFile.read(program);
        return ElfCode.addressOf(program, elf.function(function).offsets().getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-gdwarf-2", "-gdwarf-3", "-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -gz", "-gdwarf-5 -gdwarf64"})
    void find_firstLineOfFunction_isItsAddressInEveryVersion(String options) throws Exception {
        Path program = compile(options.split(" "));
        SourceFile found = find(program, "src/lines.c", 15);

        assertEquals(List.of(addressOf(program, "second")), found.addresses().subList(0, 1));
        assertEquals(15, found.line());
    }

    @Test
    void find_lineWithoutCode_isTheNextThatHas() throws Exception {
        assertEquals(15, find(compile("-g"), "lines.c", 12).line());
    }

    @Test
    void find_inlinedLine_isInEachFunction() throws Exception {
        Path program = compile("-g");
        List<Long> addresses = find(program, "lines.c", 3).addresses();

        assertEquals(2, addresses.size());
        assertTrue(addresses.getFirst() < addressOf(program, "second"));
        assertTrue(addresses.getLast() >= addressOf(program, "second"));
    }

    @Test
    void find_lineBehindTheLast_hasNoAddressAndSaysTheLast() throws Exception {
        SourceFile found = find(compile("-g"), "lines.c", 1000);

        assertEquals(List.of(), found.addresses());
        assertEquals(21, found.last());
    }

    @Test
    void find_endOfAnotherName_isNoMatch() throws Exception {
        Path program = compile("-g");

        assertEquals(List.of(),
                LineSearch.find("ines.c", 3, ElfCode.addresses(program), program).orElseThrow().files());
    }

    @Test
    void find_withoutLineTable_isEmpty() throws Exception {
        Path program = compile();

        assertTrue(LineSearch.find("lines.c", 3, ElfCode.addresses(program), program).isEmpty());
    }

    /** Whatever a table has, it ends, and says no more than that it can't be read. */
    @Test
    void find_damagedTables_endInTime() throws Exception {
        byte[] sound = Files.readAllBytes(compile("-g"));
        Path damaged = directory.resolve("damaged");
        Random random = new Random(7);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 2000; i++) {
                byte[] content = sound.clone();
                for (int change = 0; change < 20; change++) {
                    content[content.length / 3 + random.nextInt(content.length * 2 / 3)] = (byte) random.nextInt();
                }
                Files.write(damaged, content);
                try {
                    LineSearch.find("lines.c", 3, _ -> true, damaged);
                } catch (IOException unreadable) {
                    assertTrue(unreadable.getMessage().length() > 10);
                }
            }
        });
    }

    /** A directory table of entries without fields: they take no bytes, however many there are. */
    @Test
    void find_countlessEntriesWithoutFields_areRefused() throws Exception {
        Path source = Files.writeString(directory.resolve("forged.s"),
                """
                .section .debug_line
                .4byte 2f - 1f
                1: .2byte 5
                .byte 8, 0
                .4byte 2f - 3f
                3: .byte 1, 1, 1, 0xfb, 14, 1
                .byte 0
                .byte 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f
                2:
                """);
        Path object = directory.resolve("forged.o");
        assertEquals(0, new ProcessBuilder("gcc", "-c", "-o", object.toString(), source.toString()).inheritIO().start()
                .waitFor());

        IOException refused = assertThrows(IOException.class, () -> LineSearch.find("lines.c", 3, _ -> true, object));
        assertEquals("more than 1048576 names of source files", refused.getMessage());
    }
}
