package io.finelame.record.symbol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** A process whose first line of output is the address of a function in it. */
record Program(Process process, long address) implements AutoCloseable {
    private static final String SOURCE = """
                                         #include <stdio.h>
                                         #include <unistd.h>
                                         __attribute__((noinline)) static int inner_work(int x) { return x * 3; }
                                         int main(void) {
                                             printf("%lx\\n", (unsigned long) inner_work);
                                             fflush(stdout);
                                             pause();
                                             return inner_work(getpid());
                                         }
                                         """;

    /** Compiles the program, whose function is {@code inner_work}, as {@code program} in a directory. */
    static Path compile(Path directory, String... options) throws Exception {
        Path source = Files.writeString(directory.resolve("program.c"), SOURCE);
        Path program = directory.resolve("program");
        List<String> line = new java.util.ArrayList<>(
                List.of("gcc", "-g", "-O1", "-o", program.toString(), source.toString()));
        line.addAll(List.of(options));
        run(line.toArray(String[]::new));
        return program;
    }

    static void run(String... command) throws Exception {
        requireTool(command[0]);
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }

    /** Without it, the test is skipped, or fails where FINELAME_REQUIRE_BPF=1. */
    static void requireTool(String name) {
        boolean found = name.startsWith("/")
                ? Files.exists(Path.of(name))
                : List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        if (!found && "1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
            fail("no " + name);
        }
        Assumptions.assumeTrue(found, "no " + name);
    }

    static void requireRoot() {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "not root");
    }

    /** Starts one that prints an address in hexadecimal. */
    static Program start(String... command) throws IOException {
        requireTool(command[0]);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException(String.join(" ", command) + ": no output");
        }
        return new Program(process, Long.parseUnsignedLong(line.strip(), 16));
    }

    int pid() {
        return (int) process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
