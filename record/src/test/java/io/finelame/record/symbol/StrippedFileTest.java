package io.finelame.record.symbol;

import io.finelame.bpf.elf.DebugFile;
import io.finelame.recording.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Programs whose symbols are elsewhere, or gone. */
class StrippedFileTest {
    private static final StackFrame INNER_WORK = new StackFrame("inner_work", "program", StackFrame.Kind.NATIVE);
    private static final StackFrame UNKNOWN = new StackFrame("[program]", "program", StackFrame.Kind.UNKNOWN);

    @TempDir
    private Path directory;

    private static StackFrame frame(String... command) throws Exception {
        try (Program program = Program.start(command)) {
            return new Symbolizer().user(program.pid(), program.address(), false);
        }
    }

    /** Moves the symbols into another file. */
    private static void split(Path program, Path debug) throws Exception {
        Program.run("objcopy", "--only-keep-debug", program.toString(), debug.toString());
        Program.run("objcopy", "--strip-all", program.toString());
    }

    private static void link(Path program, Path debug) throws Exception {
        Program.run("objcopy", "--add-gnu-debuglink=" + debug, program.toString());
    }

    @Test
    void user_programWithSymbols_isTheFunction() throws Exception {
        assertEquals(INNER_WORK, frame(Program.compile(directory).toString()));
    }

    @Test
    void user_programAtFixedAddress_isTheFunction() throws Exception {
        assertEquals(INNER_WORK, frame(Program.compile(directory, "-no-pie").toString()));
    }

    @Test
    void user_strippedProgram_isTheFile() throws Exception {
        Path program = Program.compile(directory);
        Program.run("strip", program.toString());

        assertEquals(UNKNOWN, frame(program.toString()));
    }

    @Test
    void user_debugLinkInSameDirectory_isTheFunction() throws Exception {
        Path program = Program.compile(directory, "-Wl,--build-id=none");
        Path debug = directory.resolve("program.debug");
        split(program, debug);
        link(program, debug);

        assertEquals(INNER_WORK, frame(program.toString()));
    }

    @Test
    void user_debugLinkInDebugDirectory_isTheFunction() throws Exception {
        Path program = Program.compile(directory);
        Path debug = Files.createDirectory(directory.resolve(".debug")).resolve("symbols");
        split(program, debug);
        link(program, debug);

        assertEquals(INNER_WORK, frame(program.toString()));
    }

    @Test
    void user_debugLinkWithOtherChecksum_isTheFile() throws Exception {
        Path program = Program.compile(directory, "-Wl,--build-id=none");
        Path debug = directory.resolve("program.debug");
        split(program, debug);
        link(program, debug);
        Files.write(debug, new byte[1], StandardOpenOption.APPEND);

        assertEquals(UNKNOWN, frame(program.toString()));
    }

    @Test
    void user_compressedSymbolsInFile_isTheFunction() throws Exception {
        Path program = Program.compile(directory);
        Path symbols = directory.resolve("symbols");
        Program.run("objcopy", "--strip-debug", program.toString(), symbols.toString());
        Program.run("xz", symbols.toString());
        Program.run("objcopy", "--strip-all", "--add-section", ".gnu_debugdata=" + symbols + ".xz", program.toString());

        assertEquals(INNER_WORK, frame(program.toString()));
    }

    @Test
    void user_compressedSymbolsDamaged_isTheFile() throws Exception {
        Path program = Program.compile(directory);
        Path symbols = Files.write(directory.resolve("symbols"), new byte[100]);
        Program.run("objcopy", "--strip-all", "--add-section", ".gnu_debugdata=" + symbols, program.toString());

        assertEquals(UNKNOWN, frame(program.toString()));
    }

    /** Its root is that of a container: the recorder's own /usr/lib/debug doesn't have the file. */
    @Test
    void user_buildIdInProcessRoot_isTheFunction() throws Exception {
        Program.requireRoot();
        Path program = Program.compile(directory, "-static", "-Wl,--build-id");
        String id = DebugFile.of(program).buildId().orElseThrow();
        Path debug = directory
                .resolve("usr/lib/debug/.build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug");
        Files.createDirectories(debug.getParent());
        split(program, debug);

        assertEquals(INNER_WORK, frame("/usr/sbin/chroot", directory.toString(), "/program"));
    }

    @Test
    void user_fileRemovedSinceStart_isTheFunction() throws Exception {
        Program.requireRoot();
        Path file = Program.compile(directory);
        try (Program program = Program.start(file.toString())) {
            Files.delete(file);

            assertEquals(INNER_WORK, new Symbolizer().user(program.pid(), program.address(), false));
        }
    }

    @Test
    void user_fileReplacedSinceStart_isTheFunctionOfTheOldOne() throws Exception {
        Program.requireRoot();
        Path file = Program.compile(directory);
        try (Program program = Program.start(file.toString())) {
            Files.delete(file);
            Files.copy(Path.of("/bin/true"), file);

            assertEquals(INNER_WORK, new Symbolizer().user(program.pid(), program.address(), false));
        }
    }

    @Test
    @Tag("slow")
    void user_strippedGoProgram_isTheFunction() throws Exception {
        Path source = Files.writeString(directory.resolve("program.go"),
                """
                package main

                import (
                    "fmt"
                    "os"
                    "reflect"
                )

                //go:noinline
                func innerWork(x int) int { return x * 3 }

                func main() {
                    fmt.Printf("%x\\n", reflect.ValueOf(innerWork).Pointer())
                    os.Stdin.Read(make([]byte, 1))
                    innerWork(os.Getpid())
                }
                """);
        Path program = directory.resolve("program");
        Program.run("go", "build", "-ldflags", "-s -w", "-o", program.toString(), source.toString());

        assertEquals(new StackFrame("main.innerWork", "program", StackFrame.Kind.NATIVE), frame(program.toString()));
    }
}
