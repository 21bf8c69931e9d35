package io.finelame.record.target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is said of JVMs that really run. */
class RuntimeNotesTest {
    /** Says "ready" once a thread of its kind has run, and slept if it was told to, and ends with its input. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] arguments) throws Exception {
            try (var threads = arguments[0].equals("virtual")
                    ? Executors.newVirtualThreadPerTaskExecutor()
                    : Executors.newCachedThreadPool()) {
                threads.submit(() -> {
                    if (arguments.length > 1) {
                        Thread.sleep(10);
                    }
                    return null;
                }).get();
            }
            System.out.println("ready");
            System.in.read();
        }
    }

    private static List<String> notes(boolean automatic, String... threads) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), Sleeper.class.getName()));
        command.addAll(List.of(threads));
        Process jvm = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertEquals("ready", jvm.inputReader().readLine());
            RuntimeNotes notes = new RuntimeNotes(automatic);
            List<String> lines = notes.look(Set.of((int) jvm.pid()));
            assertEquals(lines, notes.said());
            return lines;
        } finally {
            jvm.destroyForcibly().onExit().join();
        }
    }

    @Test
    void look_jvmWithVirtualThreads_warnsWithItsVersion() throws Exception {
        List<String> notes = notes(true, "virtual", "sleeps");

        assertEquals(1, notes.size());
        assertTrue(notes.getFirst().contains("is a JVM " + Runtime.version().feature() + " with virtual threads"),
                notes.getFirst());
    }

    /** Nothing but its carrier is there to be seen. */
    @Test
    void look_virtualThreadsThatNeverWaited_warnsOfWhatHolds() throws Exception {
        assertTrue(notes(true, "virtual").getFirst().contains("is charged when it is answered"));
        assertTrue(notes(false, "virtual").getFirst().contains("which no mapper sees"));
    }

    @Test
    void look_jvmWithPlatformThreadsOnly_saysNothing() throws Exception {
        assertEquals(List.of(), notes(true, "platform", "sleeps"));
    }
}
