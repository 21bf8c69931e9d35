package io.finelame.dist;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Somebody removes a directory while a command writes to it. */
@Tag("slow")
class RemovedDirectoryTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            replay recording --out gone/out                       | gone/.run*     | gone/out: was removed, or the directory that it is in, while it was written
                                            replay --sweep sweep.yml recording --out gone         | gone/runs.j*   | gone: was removed, or renamed, while the sweep ran: run it again
                                            analyze run --out report.html --figures gone          | gone/*.svg     | .*/gone: no such file or directory
                                            """)
    void command_itsDirectoryIsRemoved_saysSo(String command, String begun, String line) throws Exception {
        Files.createDirectory(directory.resolve("gone"));
        if (command.contains("--sweep")) {
            Files.delete(directory.resolve("gone"));
        }
        Files.createSymbolicLink(directory.resolve("recording"), Shell.recording("nodejs"));
        Files.createSymbolicLink(directory.resolve("run"),
                Path.of("../run/src/test/resources/demo").toAbsolutePath().normalize());
        Files.writeString(directory.resolve("sweep.yml"), "features: subsets\nk: [2, 3, 4]\nthin: 1..10\n");

        CommandOutcome outcome = Shell.in(directory).run("""
                                                         finelame %s &
                                                         command=$!
                                                         until compgen -G '%s' >/dev/null; do sleep 0.01; done
                                                         while [ -e gone ]; do rm -rf gone 2>/dev/null; done
                                                         wait $command
                                                         """.formatted(command, begun));

        assertEquals(1, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.err().matches("finelame: " + line + "\n"), outcome.err());
        assertFalse(Files.exists(directory.resolve("gone")));
    }
}
