package io.finelame.record.symbol;

import io.finelame.recording.StackFrame;
import java.lang.foreign.Linker;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SymbolizerTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @TempDir
    private Path directory;

    private final Symbolizer symbolizer = new Symbolizer();

    private static long address(String function) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(function).address();
    }

    @Test
    void user_functionOfLibraryInThisProcess_isTheFunction() {
        assertEquals(new StackFrame("getppid", "libc.so.6", StackFrame.Kind.NATIVE),
                symbolizer.user(SELF, address("getppid"), false));
    }

    @Test
    void user_returnAddressBehindFunction_isTheFunctionBefore() {
        assertEquals("getppid", symbolizer.user(SELF, address("getppid") + 1, true).function());
    }

    @Test
    void user_addressOfNoMemory_isUnknown() {
        assertEquals(new StackFrame("[unknown]", "", StackFrame.Kind.UNKNOWN), symbolizer.user(SELF, 8, false));
    }

    @Test
    void user_processThatEnded_isUnknownAndCounted() throws Exception {
        Process process = new ProcessBuilder("/bin/true").start();
        process.waitFor();

        assertEquals(StackFrame.Kind.UNKNOWN, symbolizer.user((int) process.pid(), address("getppid"), false).kind());
        assertEquals(1, symbolizer.statistics().endedProcesses());
    }

    @Test
    void user_processThatEndsAfterFirstLook_isStillNamed() throws Exception {
        Program program = Program.start(Program.compile(directory).toString());
        symbolizer.user(program.pid(), program.address(), false);
        program.close();

        assertEquals("inner_work", symbolizer.user(program.pid(), program.address(), false).function());
    }

    @Test
    void user_processThatExecutesAnotherProgram_isTheOther() throws Exception {
        Path program = Program.compile(directory, "-no-pie");
        try (Program shell = Program.start("/bin/sh", "-c", "echo 10; read _; exec " + program)) {
            symbolizer.user(shell.pid(), shell.address(), false);
            shell.process().outputWriter().append("\n").flush();
            long address = Long.parseUnsignedLong(shell.process().inputReader().readLine(), 16);
            symbolizer.forget(shell.pid());

            assertEquals("inner_work", symbolizer.user(shell.pid(), address, false).function());
        }
    }

    /** It is noticed without being told, within the time between two checks. */
    @Test
    void user_otherProgramThatNobodyReported_isNoticed() throws Exception {
        Path program = Program.compile(directory, "-no-pie");
        try (Program shell = Program.start("/bin/sh", "-c", "echo 10; read _; exec " + program)) {
            symbolizer.user(shell.pid(), shell.address(), false);
            shell.process().outputWriter().append("\n").flush();
            long address = Long.parseUnsignedLong(shell.process().inputReader().readLine(), 16);
            Thread.sleep(300);

            assertEquals("inner_work", symbolizer.user(shell.pid(), address, false).function());
        }
    }

    /** The JVM's own, without a perf map. */
    @Test
    void user_generatedCode_isCalledSo() throws Exception {
        String mapping = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("rwxp") && line.endsWith(" 0 ")).findFirst().orElseThrow();
        long address = Long.parseUnsignedLong(mapping.substring(0, mapping.indexOf('-')), 16);

        assertEquals(new StackFrame("[generated code]", "", StackFrame.Kind.UNKNOWN),
                symbolizer.user(SELF, address, false));
    }

    @Test
    void user_vdso_isItsFunction() throws Exception {
        String mapping = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.endsWith("[vdso]")).findFirst().orElseThrow();
        long start = Long.parseUnsignedLong(mapping.substring(0, mapping.indexOf('-')), 16);
        boolean found = false;
        for (long offset = 0; offset < 0x2000 && !found; offset += 16) {
            found = symbolizer.user(SELF, start + offset, false).function().endsWith("clock_gettime");
        }

        assertTrue(found);
    }

    /** It is written over while it runs, as some ways of updating do: the header promises tables beyond the end. */
    @Test
    void user_damagedLibrary_isTheFile() throws Exception {
        Path source = Files.writeString(directory.resolve("library.c"), "int inner_work(int x) { return x; }");
        Path library = directory.resolve("library.so");
        Program.run("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        Path program = Files.writeString(directory.resolve("program.c"),
                """
                #include <stdio.h>
                #include <unistd.h>
                int inner_work(int x);
                int main(void) { printf("%lx\\n", (unsigned long) inner_work); fflush(stdout); pause(); }
                """);
        Path executable = directory.resolve("caller");
        Program.run("gcc", "-o", executable.toString(), program.toString(), library.toString());
        try (Program caller = Program.start(executable.toString())) {
            ByteBuffer offset = ByteBuffer.allocate(Long.BYTES).putLong(0, Long.MAX_VALUE >> 8);
            try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
                channel.write(offset, 0x28);
            }

            assertEquals(new StackFrame("[library.so]", "library.so", StackFrame.Kind.UNKNOWN),
                    symbolizer.user(caller.pid(), caller.address(), false));
        }
    }

    @Test
    void statistics_threeKindsOfAddresses_areCounted() throws Exception {
        Path file = Program.compile(directory, "-s");
        try (Program program = Program.start(file.toString())) {
            symbolizer.user(program.pid(), program.address(), false);
            symbolizer.user(program.pid(), 8, false);
            symbolizer.user(SELF, address("getppid"), false);
        }

        assertEquals(new SymbolStatistics(3, 1, 1, 0), symbolizer.statistics());
    }
}
