package io.finelame.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Threads beside the command's own, in JVMs that they end. */
class UncaughtFailureTest {
    /** A command that waits for nobody. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            UncaughtFailure.install(false);
            Thread thread = new Thread(() -> fail(arguments[0]));
            thread.start();
            thread.join();
            System.out.println("went on");
        }

        private static void fail(String how) {
            if (how.equals("out of memory")) {
                throw new OutOfMemoryError("Java heap space");
            }
            throw new IllegalStateException(how);
        }
    }

    private record Result(int exitCode, List<String> lines) {}

    private static Result run(String how) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Waiting.class.getName(), how).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), said.lines().toList());
    }

    @Test
    void uncaught_outOfMemory_endsTheCommandWithOneLine() throws Exception {
        Result result = run("out of memory");

        assertEquals(1, result.exitCode);
        assertTrue(result.lines.getFirst().startsWith("finelame: out of memory (heap of "), result.toString());
        assertTrue(result.lines.size() == 1 || result.lines.equals(List.of(result.lines.getFirst(), "went on")));
    }

    @Test
    void uncaught_anythingElse_isABugAndTheCommandGoesOn() throws Exception {
        assertEquals(
                new Result(0, List.of("finelame: unexpected java.lang.IllegalStateException: no luck: this is a bug of"
                        + " finelame; report it with the output of --debug", "went on")),
                run("no luck"));
    }
}
