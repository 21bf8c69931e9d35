package io.finelame.record.inspect;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import io.finelame.recording.ForgedRecording;
import io.finelame.recording.RecordingReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Recordings that can't be read, or not to an end, and names that a locale can't hold. */
@Tag("slow")
class UnreadableRecordingTest {
    private static final String LATER = "20991231-00F.cq4";

    @TempDir
    private Path directory;

    private Path recording;
    private Shell shell;

    @BeforeEach
    void copy() throws Exception {
        shell = Shell.in(directory);
        recording = Files.createDirectory(directory.resolve("r"));
        Files.copy(queueFile(), recording.resolve(queueFile().getFileName()));
    }

    private static Path queueFile() throws Exception {
        return InputFile.ofRecording(Shell.recording("nodejs")).getFirst();
    }

    @AfterEach
    void makeReadable() throws Exception {
        Files.setPosixFilePermissions(recording, PosixFilePermissions.fromString("rwx------"));
        Files.deleteIfExists(recording.resolve(LATER));
    }

    /** Root reads everything, unless it has no capabilities. */
    private CommandOutcome inspectUnprivileged() throws Exception {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return shell.run((root ? "setpriv --inh-caps=-all --bounding-set=-all --no-new-privs " : "")
                + "finelame inspect --quiet r");
    }

    @Test
    void inspect_directoryNotReadable_saysPermissionDenied() throws Exception {
        Files.setPosixFilePermissions(recording, PosixFilePermissions.fromString("---------"));
        CommandOutcome outcome = inspectUnprivileged();
        assertTrue(outcome.err().contains("finelame: r: permission denied: expected a recording"), outcome.err());
        assertEquals(2, outcome.exitCode());
    }

    @Test
    void inspect_queueFileNotReadable_saysPermissionDenied() throws Exception {
        Files.setPosixFilePermissions(InputFile.ofRecording(recording).getFirst(),
                PosixFilePermissions.fromString("---------"));
        CommandOutcome outcome = inspectUnprivileged();
        assertTrue(outcome.err().contains("20261123-18F.cq4: permission denied"), outcome.err());
    }

    @Test
    void inspect_pipeAmongQueueFiles_isRejected() throws Exception {
        assertEquals(0, shell.run("mkfifo r/" + LATER).exitCode());
        assertEquals(new CommandOutcome(2, "", "finelame: r/" + LATER
                + ": not a regular file: expected a recording, as finelame record makes it\n"),
                shell.run("timeout 60 finelame inspect r"));
    }

    @Test
    void inspect_linkToEndlessDeviceAmongQueueFiles_isRejected() throws Exception {
        Files.createSymbolicLink(recording.resolve(LATER), Path.of("/dev/zero"));
        assertEquals(new CommandOutcome(2, "", "finelame: r/" + LATER
                + ": not a regular file: expected a recording, as finelame record makes it\n"),
                shell.run("timeout 60 finelame inspect r"));
    }

    @Test
    void inspect_linkToQueueFile_isRead() throws Exception {
        Path file = InputFile.ofRecording(recording).getFirst();
        Files.move(file, directory.resolve("elsewhere"));
        Files.createSymbolicLink(file, directory.resolve("elsewhere"));
        assertEquals(new CommandOutcome(0, "", ""), CommandOutcome.of(new InspectCommand(), "--quiet",
                recording.toString()));
    }

    @Test
    void inspect_nameBeyondAscii_isReadInAnyLocale() throws Exception {
        assertEquals(0, shell.run("cp -r r 'aufnahme-ä-録'").exitCode());
        CommandOutcome outcome = shell.run(Map.of("LC_ALL", "C"), "finelame inspect 'aufnahme-ä-録'");
        assertEquals("", outcome.err());
        assertTrue(outcome.out().startsWith("recording  aufnahme-ä-録\n"), outcome.out());
    }

    /** A comment that the library reads in quadratic time. */
    @Test
    void configuration_longerThanAnyConfiguration_isRejectedUnread() throws Exception {
        byte[] forged = ForgedRecording.withHeader(Files.readAllBytes(queueFile()), header -> header
                .replaceFirst("\"configuration\":\"", "\"configuration\":\"#" + "x".repeat(7_000_000) + "\\\\\\\\n"));
        Files.write(recording.resolve(queueFile().getFileName()), forged);
        String problem = assertThrows(InputException.class, () -> RecordingReader.open(recording)).getMessage();
        assertTrue(problem.contains(" characters: expected at most 1048576"), problem);
    }

    @Test
    void inspect_textThatCommandsATerminal_isShownInert() throws Exception {
        byte[] forged = ForgedRecording.withHeader(Files.readAllBytes(queueFile()), header -> header
                .replaceFirst("\"configurationName\":\"", "\"configurationName\":\"\u009b31m\u202e\u200b\u2066"));
        Files.write(recording.resolve(queueFile().getFileName()), forged);
        String text = CommandOutcome.of(new InspectCommand(), recording.toString()).out();
        assertTrue(text.contains("configuration ?31m???"), text);
        String json = CommandOutcome.of(new InspectCommand(), "--json", recording.toString()).out();
        assertTrue(json.contains("\"\\u009b31m\\u202e\\u200b\\u2066"), json);
    }
}
