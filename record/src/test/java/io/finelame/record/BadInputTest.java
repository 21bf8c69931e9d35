package io.finelame.record;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Mutator;
import io.finelame.record.config.Configuration;
import io.finelame.record.inspect.InspectCommand;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.summary.RecordingSummary;
import io.finelame.record.target.Selection;
import io.finelame.record.target.Server;
import io.finelame.recording.ForgedRecording;
import io.finelame.recording.RecordingFormat;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as a careless or hostile stranger may make them. -Dfinelame.fuzz=N: this many of each kind. */
@Tag("slow")
class BadInputTest {
    private static final int TIMES = Integer.getInteger("finelame.fuzz", 150);
    private static final Path DATASET = Path.of("../datasets/nodejs");

    @TempDir
    private Path directory;

    @Test
    void load_configurationMutated_isOneOrSaysWhatIsWrong() throws Exception {
        byte[] whole = Files.readAllBytes(DATASET.resolve("fl_cfg.yml"));
        Path file = directory.resolve("fl_cfg.yml");
        for (int seed = 0; seed < TIMES; seed++) {
            Files.write(file, new Mutator(seed).mutate(whole));
            try {
                Configuration configuration = Configuration.load(file);
                ProbePlanner.survey(configuration, Server.of(configuration).files(), null, new Selection.Executables());
            } catch (InputException e) {
                for (String line : e.getMessage().lines().toList()) {
                    assertTrue(line.startsWith(file.toString()) || line.matches("and \\d+ more problems"),
                            seed + ": " + line);
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void record_configurationThatIsNotThere_isNamed() {
        CommandOutcome outcome = CommandOutcome.of(new RecordCommand(), "/nonexistent/fl_cfg.yml");

        assertEquals(2, outcome.exitCode());
        assertEquals("finelame: /nonexistent/fl_cfg.yml: no such file: expected a CONFIG, or --pid, --exec, --cgroup,"
                + " --container or -- COMMAND\n", outcome.err());
    }

    @Test
    void load_aliasesOfAliases_areRefused() throws Exception {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 300; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ",
                    java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        Path file = Files.writeString(directory.resolve("fl_cfg.yml"), laughs + "resource_monitors: *a299\n");

        assertTrue(assertThrows(InputException.class, () -> Configuration.load(file)).getMessage()
                .startsWith(file.toString()));
    }

    @Test
    void load_tagOfAClass_makesNoObject() throws Exception {
        Path made = directory.resolve("made");
        Path file = Files.writeString(directory.resolve("fl_cfg.yml"),
                "train_time: !!java.io.FileOutputStream [\"" + made + "\"]\napplications: []\n");

        assertThrows(InputException.class, () -> Configuration.load(file));
        assertFalse(Files.exists(made));
    }

    /** Documents whose checksums are right, so that what they say gets as far as it can. */
    @Test
    void inspect_recordingOfAStranger_isShownOrSaysWhatIsWrong() throws Exception {
        Path file = InputFile.ofRecording(copyOfSample()).getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int seed = 0; seed < TIMES / 3; seed++) {
            Files.write(file, ForgedRecording.of(whole, seed));
            CommandOutcome.of(new InspectCommand(), file.getParent().toString()).requireOrderly("seed " + seed);
            CommandOutcome.of(new InspectCommand(), "--json", file.getParent().toString())
                    .requireOrderly("json, seed " + seed);
            CommandOutcome.of(new InspectCommand(), "--csv", file.getParent().toString())
                    .requireOrderly("csv, seed " + seed);
            CommandOutcome.of(new InspectCommand(), "--peers", file.getParent().toString())
                    .requireOrderly("peers, seed " + seed);
        }
    }

    private Path copyOfSample() throws IOException {
        Path copy = Files.createDirectories(directory.resolve("recording"));
        try (Stream<Path> files = Files.list(DATASET.resolve("recording"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @Test
    void open_labelThatIsAPath_isRefused() throws Exception {
        Path recording = copyOfSample();
        Path file = InputFile.ofRecording(recording).getFirst();
        Files.write(file, ForgedRecording.withHeader(Files.readAllBytes(file),
                header -> header.replaceFirst("\"label\":\"[^\"]*\"", "\"label\":\"../../escaped\"")));

        String message = assertThrows(InputException.class, () -> RecordingReader.open(recording)).getMessage();
        assertTrue(message.contains("label '../../escaped': expected letters"), message);
    }

    /** A path may have any character but NUL. */
    @Test
    void inspect_pathThatCommandsTheTerminal_isShownHarmless() throws Exception {
        Path recording = copyOfSample();
        Path file = InputFile.ofRecording(recording).getFirst();
        Files.write(file, ForgedRecording.withHeader(Files.readAllBytes(file),
                header -> header.replaceFirst("\"attachedAs\":\"[^\"]*\"",
                        "\"attachedAs\":\"uprobe /\\\\u001b[2Jserver\"")));

        CommandOutcome outcome = CommandOutcome.of(new InspectCommand(), recording.toString());
        assertTrue(outcome.out().contains("?[2Jserver"), outcome.out());
        assertFalse(outcome.out().contains("\u001b"));
    }

    @Test
    void open_lengthsThatClaimMoreThanThereIs_takeNoMemory() throws Exception {
        Path recording = copyOfSample();
        Path file = InputFile.ofRecording(recording).getFirst();
        byte[] forged = Files.readAllBytes(file);
        MemorySegment memory = MemorySegment.ofArray(forged);
        int at = ForgedRecording.documents(forged).getLast();
        memory.set(RecordingFormat.INT, at + RecordingFormat.LENGTH_AT, -1);
        Files.write(file, forged);

        RecordingReader.Health health = RecordingSummary.read(recording).health();
        assertTrue(health.damage().getFirst().contains("a document that exceeds its slot"), health.damage().toString());
    }
}
