package io.finelame.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is said of JVMs that really run. */
class RuntimeNotesTest {
    /** Says "ready" once a thread of its kind has slept, and ends with its input. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] arguments) throws Exception {
            try (var threads = arguments[0].equals("virtual")
                    ? Executors.newVirtualThreadPerTaskExecutor()
                    : Executors.newCachedThreadPool()) {
                threads.submit(() -> {
                    Thread.sleep(10);
                    return null;
                }).get();
            }
            System.out.println("ready");
            System.in.read();
        }
    }

    private static List<String> notes(String threads) throws IOException {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Sleeper.class.getName(), threads)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertEquals("ready", jvm.inputReader().readLine());
            return new RuntimeNotes().look(Set.of((int) jvm.pid()));
        } finally {
            jvm.destroyForcibly().onExit().join();
        }
    }

    @Test
    void look_jvmWithVirtualThreads_warnsWithItsVersion() throws Exception {
        List<String> notes = notes("virtual");

        assertEquals(1, notes.size());
        assertTrue(notes.getFirst().contains("is a JVM " + Runtime.version().feature() + " with virtual threads"),
                notes.getFirst());
    }

    @Test
    void look_jvmWithPlatformThreadsOnly_saysNothing() throws Exception {
        assertEquals(List.of(), notes("platform"));
    }
}
