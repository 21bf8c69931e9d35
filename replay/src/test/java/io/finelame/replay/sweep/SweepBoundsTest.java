package io.finelame.replay.sweep;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.replay.ReplayCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Sweeps of more than can be computed: their size is known before anything is made. */
class SweepBoundsTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private CommandOutcome replay(String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), yaml);
        CommandOutcome outcome = assertTimeoutPreemptively(AT_ONCE,
                () -> CommandOutcome.of(new ReplayCommand(), "--sweep", file.toString(), "--out",
                        directory.resolve("out").toString(), RECORDING.toString()));
        assertFalse(Files.exists(directory.resolve("out")));
        return outcome;
    }

    private static String list(String item, int times) {
        return "[" + IntStream.range(0, times).mapToObj(_ -> item).collect(Collectors.joining(", ")) + "]\n";
    }

    static Stream<Arguments> moreThanAKeyMayHave() {
        String aliases = "its aliases stand for more than 1048576 characters: expected a shorter list";
        String values = " values: expected at most 131,072; give fewer, or a shorter range";
        return Stream.of(argumentSet("a range", "k: 2\nthin: [1..1000000]\n", ":2: thin: 1,000,000" + values),
                argumentSet("ranges that overlap", "thin: " + list("1..99999", 90_000),
                        ":1: thin: 8,999,910,000" + values),
                argumentSet("subsets", "features: " + list("subsets", 90_000), ":1: features: 5,670,000" + values),
                argumentSet("values", "seed: " + list("1", 200_000), ":1: seed: 200,000" + values),
                argumentSet("names", "scoring: " + list("l1", 150_000), ":1: scoring: 150,000" + values),
                argumentSet("kinds", "leave_out: " + list("none", 150_000), ":1: leave_out: 150,000" + values),
                argumentSet("aliases of lists", "k: &a " + list("3", 1_000) + "seed: " + list("*a", 200),
                        ":2: seed: 200,000" + values),
                argumentSet("aliases of texts",
                        "search: &a '" + "1,".repeat(100_000) + "'\nseed: " + list("*a", 90_000),
                        ":2: seed: " + aliases));
    }

    @ParameterizedTest
    @MethodSource("moreThanAKeyMayHave")
    void replay_moreValuesThanAKeyMayHave_isRejectedAtOnce(String yaml, String problem) throws Exception {
        CommandOutcome outcome = replay(yaml);
        assertEquals(2, outcome.exitCode());
        assertEquals("finelame: " + directory.resolve("sweep.yml") + problem, outcome.err().lines()
                .filter(line -> line.contains("expected at most 131,072") || line.contains("aliases")).findFirst()
                .orElse(outcome.err()));
    }

    @Test
    void replay_textOfBlanks_isRejectedAtOnce() throws Exception {
        CommandOutcome outcome = replay("k: '2" + " ".repeat(900_000) + "3'\n");
        assertEquals(2, outcome.exitCode());
        assertEquals("finelame: " + directory.resolve("sweep.yml") + ":1: k: found '2 ", outcome.err().substring(0,
                ("finelame: " + directory.resolve("sweep.yml") + ":1: k: found '2 ").length()));
    }

    @Test
    void replay_moreRunsThanASweepMayHave_isRejectedWithItsFactors() throws Exception {
        assertEquals(new CommandOutcome(2, "",
                "finelame: " + directory.resolve("sweep.yml") + ": 100,800,000 runs (k: 16, features: 63,"
                        + " thin: 100,000): expected at most 1,000,000; leave values out, or draw some of the runs by"
                        + " 'search: random' and 'samples'\n"),
                replay("k: 1..16\nfeatures: subsets\nthin: 1..100000\n"));
    }

    @Test
    void replay_moreRunsThanALongHolds_areNotCountedAsFewer() throws Exception {
        String yaml = "k: 1..16\nfeatures: subsets\nthin: 1..131072\nseed: " + numbers(100_000, "")
                + "clean_percentile: " + numbers(30_000, "0.") + "train_time: " + numbers(100, "");
        CommandOutcome outcome = replay(yaml);
        assertEquals(2, outcome.exitCode());
        assertEquals(": 10^18 or more runs (k: 16, ", outcome.err().substring(
                ("finelame: " + directory.resolve("sweep.yml")).length()).substring(0, 29), outcome.err());
    }

    private static String numbers(int most, String before) {
        return IntStream.rangeClosed(1, most).mapToObj(i -> before + i).collect(Collectors.joining(",", "[", "]\n"));
    }
}
