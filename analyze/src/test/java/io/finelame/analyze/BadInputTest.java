package io.finelame.analyze;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Mutator;
import io.finelame.run.DemoRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as a careless or hostile stranger may make them. -Dfinelame.fuzz=N: this many of each kind. */
@Tag("slow")
class BadInputTest {
    private static final int TIMES = Integer.getInteger("finelame.fuzz", 150);

    @TempDir
    private Path directory;

    private Path copy(Path original) throws IOException {
        Path copy = Files.createDirectories(directory.resolve(original.getFileName()));
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private CommandOutcome analyze(Path run) {
        return CommandOutcome.of(() -> AnalyzeCommand.commandLine().execute(run.toString(), "--labels",
                DemoRun.ORIGINAL.resolve("labels.csv").toString(), "--out",
                directory.resolve("report.html").toString()));
    }

    @Test
    void analyze_runWithAFileMutated_worksOrSaysWhatIsWrong() throws Exception {
        Path run = copy(DemoRun.ORIGINAL);
        List<String> names = List.of("run.json", "model.json", "scores_demo.csv", "series_demo.csv", "test_demo.csv",
                "train_demo.csv");
        for (int seed = 0; seed < TIMES / 6; seed++) {
            Path file = run.resolve(names.get(seed % names.size()));
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, new Mutator(seed).mutate(whole));
            analyze(run).requireOrderly("seed " + seed + ", " + file.getFileName());
            Files.write(file, whole);
        }
    }

    @Test
    void analyze_sweepMutated_worksOrSaysWhatIsWrong() throws Exception {
        Path sweep = copy(Path.of("../run/src/test/resources/sweep"));
        byte[] whole = Files.readAllBytes(sweep.resolve("runs.csv"));
        for (int seed = 0; seed < TIMES / 6; seed++) {
            Files.write(sweep.resolve("runs.csv"), new Mutator(seed).mutate(whole));
            analyze(sweep).requireOrderly("seed " + seed);
        }
    }

    @Test
    void analyze_labelThatIsAPath_isRefused() throws Exception {
        Path run = copy(DemoRun.ORIGINAL);
        Path file = run.resolve("run.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"label\" *: *\"demo\"",
                "\"label\": \"../../escaped\""));

        CommandOutcome outcome = analyze(run);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("label is '../../escaped'; expected a name without '/'"), outcome.err());
        assertFalse(Files.exists(directory.resolve("report.html")));
    }
}
