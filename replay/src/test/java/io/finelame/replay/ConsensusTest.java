package io.finelame.replay;

import io.finelame.cli.file.InputException;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.record.config.ClusterFloor;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.detect.DetectCommand;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.sweep.LocalEngine;
import io.finelame.replay.sweep.RunParameters;
import io.finelame.replay.sweep.Sweep;
import io.finelame.replay.sweep.SweepFile;
import io.finelame.replay.sweep.SweepPlan;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ModelWindows;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Models of different ages, of which all must flag a request. */
class ConsensusTest {
    private static final long MS = 1_000_000;
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");

    @TempDir
    private Path directory;

    /** A request each 100 ms for 100 s, with this many ms of CPU time by the second of its begin. */
    private static RequestTable table(IntToLongFunction cpu) {
        int rows = 1_000;
        String[] origins = new String[rows];
        Arrays.fill(origins, "127.0.0.1");
        long[] first = IntStream.range(0, rows).mapToLong(row -> row * 100 * MS).toArray();
        long[] values = IntStream.range(0, rows)
                .mapToLong(row -> cpu.applyAsLong(row / 10) * MS + row % 7 * 10_000).toArray();
        // The last of second 70 is an attack.
        values[709] = 500 * MS;
        return new RequestTable(List.of("REQ_CPUTIME"), first, origins, LongColumn.of(first),
                IntStream.rangeClosed(0, rows).toArray(), LongColumn.of(first), LongColumn.of(new long[rows]),
                List.of(LongColumn.of(values)));
    }

    private static ModelParameters parameters(double trainFrom, int consensus) {
        return new ModelParameters(2, List.of("REQ_CPUTIME"), 20, "l1", ThresholdRule.parse("max"), 1, 1, 42, 3, 100,
                new TrainingOptions(ModelSpec.KMEANS, trainFrom, ClusterFloor.DEFAULT, FeatureScale.STD)
                        .withConsensus(consensus));
    }

    /** Seconds in which a request began that was flagged. */
    private static List<Integer> flagged(IntToLongFunction cpu, int consensus) {
        Replay replay = Replay.of(table(cpu), 0, parameters(0, consensus));
        return replay.flaggedRows().stream().map(i -> replay.testRows()[i] / 10).distinct().toList();
    }

    private static List<Integer> seconds(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void of_serverThatChanges_isFlaggedUntilAModelHasSeenItAndAttacksAlways() {
        IntToLongFunction slower = second -> second < 30 ? 5 : 50;

        assertEquals(seconds(30, 100), flagged(slower, 1));
        assertEquals(List.of(30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 70), flagged(slower, 2));
    }

    /** Slow pages from 20 s to 40 s, and again from 65 s: the model of the two windows before knows them, the newest alone doesn't. */
    @Test
    void of_whatAnOlderModelKnows_isNotFlagged() {
        IntToLongFunction twice = second -> second >= 20 && second < 40 || second >= 65 && second < 68 ? 50 : 5;

        List<Integer> byTwo = flagged(twice, 2);
        assertEquals(List.of(70), byTwo.stream().filter(second -> second >= 40).toList());
        assertTrue(byTwo.containsAll(seconds(20, 40)), byTwo.toString());
    }

    @Test
    void judges_someWindowsUntrained_areTheLastThatAreTrained() {
        ModelWindows windows = new ModelWindows(2, 100, 10);

        assertEquals(List.of(0), windows.judges(105, Optional::of));
        assertEquals(List.of(3, 2), windows.judges(130, Optional::of));
        assertEquals(List.of(4, 1), windows.judges(149, window -> window == 2 || window == 3
                ? Optional.empty()
                : Optional.of(window)));
    }

    @Test
    void ofWindow_trainFromAfterAWarmUp_isAsLong() {
        ModelParameters second = parameters(5, 2).ofWindow(2);

        assertEquals(35, second.options().trainFrom());
        assertEquals(50, second.trainTime());
    }

    @Test
    void last_moreWindowsThanCanBeTrained_isRefused() {
        ReplayException e = assertThrows(ReplayException.class,
                () -> new ModelWindows(2, 0, 1).last(table(_ -> 5)));
        assertTrue(e.getMessage().contains("expected at most 10,000; use a longer train time"), e.getMessage());
    }

    @Test
    void run_eachRunOfASweep_isWhatReplayFinds() throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), """
                                                                      consensus: [1, 2, 4]
                                                                      train_time: 6
                                                                      scoring: [l1, finelame]
                                                                      threshold: [sigma:2, max]
                                                                      models: [kmeans, quantile]
                                                                      """);
        SweepPlan plan;
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            plan = SweepFile.read(file, reader.header(), Set.of("quantile"), List.of());
        }
        List<SweepRow> results = new Sweep(plan, List.of(RECORDING.toString()), List.of(RECORDING),
                directory.resolve("swept")).run(new LocalEngine(2), null, true).stream().map(SweepRow::parse).toList();

        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        assertEquals(18, results.size());
        for (SweepRow result : results) {
            RunParameters run = plan.runs(1).get((int) result.number() - 1);
            Replay replay = Replay.of(recorded.table(), recorded.header().clock().monotonicNs(), run.forReplay(plan));
            assertEquals(replay.flagged(), Long.parseLong(result.text(SweepColumn.FLAGGED)), run.toString());
            assertEquals(run.consensus() == 1, replay.models().trained() == 1, run.toString());
            assertEquals(run.consensus() == 1 ? "yes" : "no", result.text(SweepColumn.DEPLOYABLE), run.toString());
        }
        // Whatever the last four flag, the last two flag, but not the other way round.
        assertTrue(flagged(results, 2) > flagged(results, 4));
    }

    private static long flagged(List<SweepRow> results, int consensus) {
        return results.stream().filter(run -> run.text(SweepColumn.CONSENSUS).equals("" + consensus))
                .mapToLong(run -> Long.parseLong(run.text(SweepColumn.FLAGGED))).sum();
    }

    @Test
    void replay_consensus_writesARunAndSaysHowManyModels() throws Exception {
        CommandOutcome outcome = replay("--consensus", "3", "--train-time", "6", "--threshold", "max");

        assertEquals(0, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.out().contains(
                " models, one for each 6.0 s: a request is flagged if the last 3, or as many as there are, all flag it\n"),
                outcome.out());
        assertTrue(Files.readString(directory.resolve("run/run.json")).contains("\"consensus\" : 3"));
    }

    @Test
    void replay_optionsThatDontGoTogether_areRefused() throws Exception {
        assertEquals("finelame: --consensus 0: expected 1 to 100\n", replay("--consensus", "0").err());
        assertEquals(
                "finelame: --verify: uses the consensus of the recorded detector; remove --consensus\n",
                replay("--consensus", "2", "--verify").err());
        assertTrue(replay("--consensus", "2", "--sweep", "s.yml").err().contains("remove --k"));
        assertEquals(2, replay("--consensus", "2", "--model", "model.json").exitCode());
    }

    private CommandOutcome replay(String... options) throws Exception {
        String[] arguments = Arrays.copyOf(options, options.length + 3);
        arguments[options.length] = "--out";
        arguments[options.length + 1] = directory.resolve("run").toString();
        arguments[options.length + 2] = RECORDING.toString();
        return CommandOutcome.of(new ReplayCommand(), arguments);
    }

    @Test
    void read_consensusJudgedOnOtherRecordings_isRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), "consensus: 2\ntest: other\n");
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            assertEquals(file + ":1: consensus: models of different ages are trained on the recording that they score:"
                    + " expected 'test: same'",
                    assertThrows(InputException.class,
                            () -> SweepFile.read(file, reader.header(), Set.of(), List.of())).getMessage());
        }
    }

    @Test
    void detect_consensusThatCanNotBe_isRefused() throws Exception {
        assertEquals("--consensus: needs --retrain-every, whose models have to agree", refusal("--consensus", "3"));
        assertEquals("--consensus 9: expected 1 to 8; 'finelame replay --consensus' compares with more",
                refusal("--consensus", "9", "--retrain-every", "10"));
        assertEquals("--consensus: its models are trained on flagged requests anyway; remove --adopt-after",
                refusal("--consensus", "2", "--retrain-every", "10", "--adopt-after", "2"));
    }

    private static String refusal(String... options) throws Exception {
        String[] arguments = Arrays.copyOf(options, options.length + 2);
        arguments[options.length] = "nowhere.yml";
        arguments[options.length + 1] = "monday";
        CommandOutcome outcome = CommandOutcome.of(new DetectCommand(), arguments);
        assertEquals(2, outcome.exitCode());
        return outcome.err().replaceFirst("finelame: ", "").strip();
    }
}
