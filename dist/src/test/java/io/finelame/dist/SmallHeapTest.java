package io.finelame.dist;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Commands whose heap is too small, in their own code or in that of a library: they say so, and nothing else. */
@Tag("slow")
class SmallHeapTest {
    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void prepare() throws Exception {
        shell = Shell.in(directory);
        Files.createSymbolicLink(directory.resolve("recording"), Shell.recording("nodejs"));
        Files.createSymbolicLink(directory.resolve("run"),
                Path.of("../run/src/test/resources/demo").toAbsolutePath().normalize());
        Files.writeString(directory.resolve("sweep.yml"), "k: 2..4\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            12m | inspect recording
                                            12m | replay recording --out out
                                            12m | replay --sweep sweep.yml recording --out out
                                            20m | analyze run --out out.html
                                            20m | analyze run --out out.html --figures out
                                            """)
    void command_smallHeap_worksOrFailsWithOneLine(String heap, String command) throws Exception {
        CommandOutcome outcome = shell.run(Map.of("FINELAME_JAVA_OPTIONS", "-Xmx" + heap), "finelame " + command);
        if (outcome.exitCode() != 0) {
            assertEquals(1, outcome.exitCode(), outcome.toString());
            assertTrue(outcome.err().matches("finelame: out of memory \\(heap of \\d+ MB\\): increase it, .*\n"),
                    outcome.err());
            assertEquals("", shell.run("ls -d .run* 2>/dev/null").out());
        }
    }
}
