package io.finelame.replay;

import io.finelame.cli.file.InputException;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Mutator;
import io.finelame.recording.ForgedRecording;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.sweep.SweepFile;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as a careless or hostile stranger may make them. -Dfinelame.fuzz=N: this many of each kind. */
@Tag("slow")
class BadInputTest {
    private static final int TIMES = Integer.getInteger("finelame.fuzz", 150);
    private static final Path DATASET = Path.of("../datasets/nodejs");
    private static final Path RECORDING = DATASET.resolve("recording");

    @TempDir
    private Path directory;

    private static byte[] model(String scoring) throws Exception {
        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        ModelParameters parameters = new ModelParameters(3, recorded.table().features(),
                recorded.header().trainTime(), scoring, ThresholdRule.parse("sigma:5"), 10_000_000_000L, 1_000_000, 42,
                2, 99.99);
        return ModelFile.text(Model.train(
                TrainingSet.of(recorded.table(), recorded.header().clock().monotonicNs(), parameters), parameters))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void read_modelMutated_isOneOrSaysWhatIsWrong() throws Exception {
        List<byte[]> whole = List.of(model("l1"), model("finelame"));
        Path file = directory.resolve("model.json");
        for (int seed = 0; seed < TIMES; seed++) {
            Files.write(file, new Mutator(seed).mutate(whole.get(seed % 2)));
            try {
                ModelFile.read(file).forDetector();
            } catch (ReplayException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), seed + ": " + e.getMessage());
                assertEquals(1, e.getMessage().lines().count());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void replay_byAModelMutated_worksOrSaysWhatIsWrong() throws Exception {
        byte[] whole = model("l1");
        Path file = directory.resolve("model.json");
        for (int seed = 0; seed < TIMES / 10; seed++) {
            Files.write(file, new Mutator(seed).mutate(whole));
            CommandOutcome.of(new ReplayCommand(), "--model", file.toString(), "--out",
                    directory.resolve("run" + seed).toString(), RECORDING.toString()).requireOrderly("seed " + seed);
        }
    }

    @Test
    void read_sweepMutated_isOneOrSaysWhatIsWrong() throws Exception {
        byte[] whole = """
                       k: 2..3
                       features: [all, REQ_CPUTIME]
                       scoring: [l1, finelame]
                       threshold: [sigma:5, max, quantile:0.99]
                       thin: [1, 4]
                       train_time: [10, 20.5]
                       seed: [1, 2]
                       search: random
                       samples: 5
                       gap_references: 2
                       """.getBytes(StandardCharsets.UTF_8);
        Path file = directory.resolve("sweep.yml");
        for (int seed = 0; seed < TIMES; seed++) {
            Files.write(file, new Mutator(seed).mutate(whole));
            try (RecordingReader reader = RecordingReader.open(RECORDING)) {
                SweepFile.read(file, reader.header(), Set.of(), List.of());
            } catch (InputException e) {
                e.getMessage().lines().forEach(line -> assertTrue(line.startsWith(file.toString())
                        || line.matches("and \\d+ more problems"), line));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Documents whose checksums are right, so that what they say gets as far as it can. */
    @Test
    void replay_recordingOfAStranger_worksOrSaysWhatIsWrongAndStaysInItsDirectory() throws Exception {
        Path copy = Files.createDirectories(directory.resolve("in/recording"));
        try (Stream<Path> files = Files.list(RECORDING)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path file = files(copy).stream().filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
        byte[] whole = Files.readAllBytes(file);
        Path out = Files.createDirectories(directory.resolve("out"));
        Set<Path> before = files(directory);
        for (int seed = 0; seed < TIMES / 5; seed++) {
            Files.write(file, ForgedRecording.of(whole, seed));
            CommandOutcome.of(new ReplayCommand(), "--out", out.resolve("run" + seed).toString(), copy.toString())
                    .requireOrderly("seed " + seed);
        }
        Set<Path> made = files(directory);
        made.removeAll(before);
        assertTrue(made.stream().allMatch(path -> path.startsWith(out)), made.toString());
    }

    private static Set<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return new HashSet<>(files.toList());
        }
    }
}
