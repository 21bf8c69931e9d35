package io.finelame.cli;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The bar on a pseudo-terminal, which script(1) provides. */
@Tag("slow")
class ProgressTest {
    @TempDir
    private Path directory;

    private Shell shell;

    /** A command that shows a bar, then prints its result. */
    static final class Slow {
        private Slow() {}

        public static void main(String[] arguments) {
            StandardOutput.install();
            try (Progress progress = Progress.ofSteps("working", 10, Duration.ZERO, false)) {
                progress.to(5);
            }
            System.out.println("the result");
            System.err.println("a warning");
        }
    }

    @BeforeEach
    void open() throws Exception {
        shell = Shell.in(directory);
        assumeTrue(shell.run("command -v script").exitCode() == 0, "script(1), of Debian's bsdutils, is missing");
    }

    private String onTerminal(String before) throws Exception {
        CommandOutcome outcome = shell
                .run("script -qec '" + before + " finelame run-class " + Slow.class.getName().replace("$", "\\$")
                        + "' /dev/null");
        assertEquals(0, outcome.exitCode(), outcome.toString());
        return outcome.out();
    }

    @Test
    void close_onTerminal_leavesStandardOutputAndErrorOpen() throws Exception {
        String shown = onTerminal("");
        assertTrue(shown.contains("working"), shown);
        assertTrue(shown.endsWith("\r\033[Kthe result\r\na warning\r\n"), shown);
    }

    @Test
    void to_narrowTerminal_staysOnOneLine() throws Exception {
        String[] bars = onTerminal("stty cols 40;").split("\033")[0].strip().split("\r");
        assertTrue(bars[0].contains("working") && bars[0].length() < 40, bars[0].length() + ": " + bars[0]);
    }
}
