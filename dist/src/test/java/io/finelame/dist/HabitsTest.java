package io.finelame.dist;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The same results whatever the user's locale, time zone, terminal, paths and directories. */
@Tag("slow")
class HabitsTest {
    private static final String REPLAY = "finelame replay recording --out %1$s --quiet && finelame inspect --csv recording >%1$s/inspect.csv"
            + " && finelame analyze %1$s --quiet --out %1$s/report.html --json %1$s/t.json --latex %1$s/t.tex"
            + " --markdown %1$s/t.md";

    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = Shell.in(directory);
        Files.createSymbolicLink(directory.resolve("recording"), Shell.recording("threadpool"));
    }

    private void requireSuccess(CommandOutcome outcome) {
        assertEquals(0, outcome.exitCode(), outcome.toString());
        assertEquals("", outcome.err());
    }

    private Map<String, String> files(String run) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve(run))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file).replace("other", "usual"));
            }
        }
        return contents;
    }

    /** Digits of Arabic, a comma for a point, an I without a dot, a day that begins at another time. */
    @ParameterizedTest
    @CsvSource({"de, DE, UTC", "ar, EG, Asia/Kathmandu", "tr, TR, America/Los_Angeles"})
    void command_otherLocaleAndZone_writesTheSameFiles(String language, String country, String zone) throws Exception {
        requireSuccess(shell.run(Map.of("TZ", "UTC"), REPLAY.formatted("usual")));
        requireSuccess(shell.run(
                Map.of("TZ", zone, "FINELAME_JAVA_OPTIONS",
                        "-Duser.language=" + language + " -Duser.country=" + country),
                REPLAY.formatted("other")));

        Map<String, String> usual = files("usual");
        assertTrue(usual.size() > 10, usual.keySet().toString());
        assertEquals(usual, files("other"));
    }

    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1", "TERM, dumb"})
    void command_plainTerminal_getsNoColour(String variable, String value) throws Exception {
        assumeTrue(shell.run("command -v script").exitCode() == 0, "script(1), of Debian's bsdutils, is missing");
        for (String command : new String[]{"inspect recording", "replay recording --out run", "analyze run",
                "top --once --attach recording", "--help", "replay --help"}) {
            CommandOutcome outcome = shell.run(Map.of(variable, value),
                    "script -qec 'finelame " + command + "' /dev/null </dev/null");
            assertEquals(0, outcome.exitCode(), outcome.toString());
            assertFalse(outcome.out().matches("(?s).*\u001b\\[[\\d;]*m.*"), command + ": " + outcome.out());
            assertFalse(value.equals("dumb") && outcome.out().contains("\u001b"), command + ": " + outcome.out());
        }
    }

    @Test
    void command_pathWithSpacesAndBeyondAscii_isTaken() throws Exception {
        requireSuccess(
                shell.run("cp -r recording/ 'meine Aufnahme ä 録 %s {}'; finelame replay --quiet --out 'ein Lauf ä 録 %s'"
                        + " 'meine Aufnahme ä 録 %s {}' && finelame analyze --quiet --out 'Bericht ä 録.html' --figures 'Bilder %d' 'ein Lauf ä 録 %s'"));
        assertTrue(Files.exists(directory.resolve("Bericht ä 録.html")));
    }

    @Test
    void command_homeThatDoesNotExist_worksAsUsual() throws Exception {
        requireSuccess(shell.run(Map.of("HOME", "/nonexistent"),
                "finelame replay --quiet recording --out run && finelame analyze --quiet run --figures figures"));
    }

    /** Root writes anywhere, unless it has no capabilities. */
    @Test
    void command_directoryNotWritable_failsWithOneLine() throws Exception {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        String unprivileged = root ? "setpriv --inh-caps=-all --bounding-set=-all --no-new-privs " : "";
        requireSuccess(shell.run("finelame replay --quiet recording --out run; mkdir closed; chmod 555 closed"));
        requireSuccess(shell.run("cd closed && " + unprivileged + "finelame inspect --quiet ../recording"));
        for (String command : new String[]{"replay ../recording", "analyze ../run",
                "inspect --parquet x ../recording"}) {
            CommandOutcome outcome = shell.run("cd closed && " + unprivileged + "finelame " + command);
            assertEquals(1, outcome.exitCode(), outcome.toString());
            assertTrue(outcome.err().matches("finelame: .*: permission denied\n"), outcome.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze run --out -", "inspect --parquet - recording"})
    void command_standardOutputForAFile_saysWhatIsExpected(String command) throws Exception {
        requireSuccess(shell.run("finelame replay --quiet recording --out run"));
        CommandOutcome outcome = shell.run("finelame " + command);
        assertEquals(2, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.err().matches("finelame: .*-: expected a file; .*\n"), outcome.err());
        assertFalse(Files.exists(directory.resolve("-")));
    }

    /** As a full disk, for each file of more bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"replay recording --out out", "analyze run --out out.html"})
    void command_noRoomForItsFiles_failsWithOneLineAndLeavesNothing(String command) throws Exception {
        requireSuccess(shell.run("finelame replay --quiet recording --out run"));
        CommandOutcome outcome = shell.run("ulimit -f 4; finelame " + command);
        assertEquals(1, outcome.exitCode(), outcome.toString());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().matches("finelame: .*File too large.*\n"), outcome.err());
        assertEquals("", shell.run("ls -d out* .run* 2>/dev/null").out());
    }
}
