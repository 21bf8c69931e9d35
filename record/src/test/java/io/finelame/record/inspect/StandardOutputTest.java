package io.finelame.record.inspect;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Commands whose standard output can't be written. */
@Tag("slow")
class StandardOutputTest {
    private static final String RECORDING = Shell.recording("nodejs").toString();

    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = Shell.in(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "inspect --json", "inspect --csv"})
    void inspect_fullDisk_failsWithOneLine(String command) throws Exception {
        assertEquals(new CommandOutcome(1, "", "finelame: standard output: No space left on device\n"),
                shell.run("finelame " + command + " " + RECORDING + " >/dev/full"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "record --help", "inspect --help", "doctor --help"})
    void help_fullDisk_failsWithOneLine(String command) throws Exception {
        assertEquals(new CommandOutcome(1, "", "finelame: standard output: No space left on device\n"),
                shell.run("finelame " + command + " >/dev/full"));
    }

    @Test
    void inspect_readerHasEnough_endsQuietlyAsBySigpipe() throws Exception {
        assertEquals(new CommandOutcome(141, "snapshot\n", ""),
                shell.run("set -o pipefail; finelame inspect --csv " + RECORDING + " | head -1 | cut -d, -f1"));
    }

    /** The pipe of a server that the command started, e.g. on Node.js. */
    @Test
    void inspect_nonBlockingPipe_printsEveryLine() throws Exception {
        String nonBlocking = "import fcntl, os; fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK | os.O_WRONLY);"
                + " os.execvp('finelame', ['finelame', 'inspect', '--csv', '" + RECORDING + "'])";
        String expected = shell.run("finelame inspect --csv " + RECORDING + " | cksum").out();
        assertEquals(new CommandOutcome(0, expected, ""), shell.run("set -o pipefail; python3 -c \"" + nonBlocking
                + "\" | { sleep 1; cksum; }"));
    }

    @Test
    void inspect_closedStandardOutput_failsWithOneLine() throws Exception {
        assertEquals(new CommandOutcome(1, "", "finelame: standard output: Bad file descriptor\n"),
                shell.run("finelame inspect --csv " + RECORDING + " >&-"));
    }

    @Test
    void inspect_allDescriptorsClosedAndNothingToPrint_works() throws Exception {
        assertEquals(new CommandOutcome(0, "", ""), shell.run("finelame inspect --quiet " + RECORDING
                + " <&- >&- 2>&-"));
    }
}
