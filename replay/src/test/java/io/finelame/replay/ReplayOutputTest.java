package io.finelame.replay;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Where the results of {@code replay} and {@code top} go, as a shell's user sees it. */
@Tag("slow")
class ReplayOutputTest {
    private static final String RECORDING = Shell.recording("nodejs").toString();
    private static final String FULL = "finelame: standard output: No space left on device\n";

    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = Shell.in(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay --out run", "replay --out run --json"})
    void replay_fullDisk_failsWithOneLineAndKeepsTheRun(String command) throws Exception {
        assertEquals(new CommandOutcome(1, "", FULL), shell.run("finelame " + command + " " + RECORDING
                + " >/dev/full"));
        assertTrue(Files.exists(directory.resolve("run/run.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"top --once", "top --help", "detect --help"})
    void topOrDetect_fullDisk_failsWithOneLine(String command) throws Exception {
        assertEquals(new CommandOutcome(1, "", FULL), shell.run("finelame " + command
                + (command.contains("--help") ? "" : " --attach " + RECORDING) + " >/dev/full"));
    }

    @Test
    void top_readerHasEnough_endsQuietlyThoughTheRecordingGoesOn() throws Exception {
        Files.createDirectory(directory.resolve("unfinished"));
        byte[] queue = Files.readAllBytes(Path.of(RECORDING, "20261123-18F.cq4"));
        Files.write(directory.resolve("unfinished/20261123-18F.cq4"), java.util.Arrays.copyOf(queue, queue.length / 2));
        assertEquals(new CommandOutcome(141, "", ""), shell.run(
                "set -o pipefail; timeout 60 finelame top --attach unfinished --interval 0.05 | head -1 >/dev/null"));
    }

    @Test
    void replay_pipeAmongQueueFiles_isRejected() throws Exception {
        assertEquals(new CommandOutcome(2, "", "finelame: r/20991231-00F.cq4"
                + ": not a regular file: expected a recording, as finelame record makes it\n"),
                shell.run("cp -r " + RECORDING + " r; mkfifo r/20991231-00F.cq4; timeout 60 finelame replay r"));
    }

    /** Long enough for the bar, which appears after a second. */
    @Test
    void sweep_onTerminal_printsItsResultAfterTheBar() throws Exception {
        assumeTrue(shell.run("command -v script").exitCode() == 0, "script(1), of Debian's bsdutils, is missing");
        Files.writeString(directory.resolve("sweep.yml"), "features: subsets\nk: 1..4\ngap_references: 1\n");
        CommandOutcome outcome = shell.run("script -qec 'finelame replay --sweep sweep.yml " + RECORDING
                + "' /dev/null");
        assertEquals(0, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.out().contains("\rruns "), outcome.out());
        assertTrue(outcome.out().endsWith("\r\033[K252 runs in" + outcome.out().replaceAll("(?s).*252 runs in", "")),
                outcome.out());
    }
}
