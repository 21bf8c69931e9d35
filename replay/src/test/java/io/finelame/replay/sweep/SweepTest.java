package io.finelame.replay.sweep;

import io.finelame.cli.file.InputException;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import io.finelame.cli.testing.SubcommandProcess;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.ReplayCommand;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sweeps over the sample recording. */
class SweepTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final Path LABELS = Path.of("../datasets/nodejs/labels.csv");
    private static final String SMALL = """
                                        k: 2..3
                                        features: [all, REQ_CPUTIME]
                                        scoring: [l1, finelame]
                                        threshold: [sigma:5, max]
                                        thin: [1, 4]
                                        min_cluster: 1
                                        gap_references: 2
                                        bootstrap: 20
                                        """;

    @TempDir
    private Path directory;

    private SweepPlan plan(String yaml, int recordings) throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), yaml);
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            return SweepFile.read(file, reader.header(), Set.of(), List.of(Files.readString(LABELS)));
        }
    }

    private List<SweepRow> run(String yaml, int threads, String out) throws Exception {
        return new Sweep(plan(yaml, 1), List.of(RECORDING.toString()), List.of(RECORDING), directory.resolve(out))
                .run(new LocalEngine(threads), null, true)
                .stream().map(SweepRow::parse).toList();
    }

    /** The last column is the run's time. */
    private static List<String> withoutTimes(Path runs) throws IOException {
        return Files.readAllLines(runs).stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    @Test
    void run_oneAndTwoThreads_writeTheSameTable() throws Exception {
        run(SMALL, 1, "one");
        run(SMALL, 2, "two");

        List<String> one = withoutTimes(directory.resolve("one/runs.csv"));
        assertEquals(1 + 2 * 2 * 2 * 2 * 2, one.size());
        assertEquals(one, withoutTimes(directory.resolve("two/runs.csv")));
    }

    @Test
    @Tag("slow")
    void run_killedHalfWay_endsWithTheSameTable() throws Exception {
        Path yaml = Files.writeString(directory.resolve("many.yml"), "features: subsets\nk: [2, 3, 4]\n");
        List<String> command = SubcommandProcess.line(ReplayCommand.class, "--sweep", yaml.toString(), "--labels",
                LABELS.toString(), "--out", directory.resolve("killed").toString(), RECORDING.toString());
        Path journal = directory.resolve("killed/runs.journal");
        Process killed = start(command);
        while (killed.isAlive() && (!Files.exists(journal) || Files.size(journal) < 5000)) {
            Thread.onSpinWait();
        }
        killed.destroyForcibly().waitFor();
        int done = Files.readAllLines(journal).size();
        assertTrue(done > 0 && done < 63, "killed too late: " + done);

        assertEquals(0, start(command).waitFor());
        command.set(command.indexOf("--out") + 1, directory.resolve("whole").toString());
        assertEquals(0, start(command).waitFor());
        assertEquals(withoutTimes(directory.resolve("whole/runs.csv")),
                withoutTimes(directory.resolve("killed/runs.csv")));
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    @Test
    void run_eachRun_isWhatReplayFinds() throws Exception {
        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        SweepPlan plan = plan(SMALL, 1);
        for (SweepRow result : run(SMALL, 2, "runs")) {
            RunParameters parameters = plan.runs(1).get((int) result.number() - 1);
            RequestTable table = recorded.table().thinned(parameters.thin());
            Replay replay = Replay.of(table, recorded.header().clock().monotonicNs(), parameters.forReplay(plan));

            assertEquals(replay.flagged(), Long.parseLong(result.text(SweepColumn.FLAGGED)), parameters.toString());
            assertEquals(replay.model().inertia(), result.real(SweepColumn.INERTIA), parameters.toString());
        }
    }

    @Test
    void plan_defaultFeaturesAndModelsWithOptions_areRead() throws Exception {
        Path file = Files.writeString(directory.resolve("options.yml"), """
                                                                        features: [default]
                                                                        models: [kmeans, maximum  factor=1.5]
                                                                        min_cluster: [1%, 5]
                                                                        train_from: [0, 2]
                                                                        """);
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            SweepPlan plan = SweepFile.read(file, reader.header(), Set.of("maximum"), List.of());

            assertEquals(List.of("kmeans", "maximum factor=1.5"), plan.models());
            assertEquals(List.of("1%", "5"), plan.minClusters());
            assertEquals(8, plan.runs(1).size());
            assertFalse(plan.features().getFirst().contains("REQ_OFFCPU"));
        }
    }

    @Test
    void run_trainOnOneTestOnAnother_judgesEveryRequestOfTheOther() throws Exception {
        List<SweepRow> results = new Sweep(plan("test: all\n", 2),
                List.of(RECORDING.toString(), RECORDING.toString()), List.of(RECORDING, RECORDING),
                directory.resolve("cross")).run(new LocalEngine(2), null, true).stream().map(SweepRow::parse).toList();

        assertEquals(4, results.size());
        int same = Integer.parseInt(results.get(0).text(SweepColumn.TEST));
        int other = Integer.parseInt(results.get(1).text(SweepColumn.TEST));
        assertTrue(other > same, same + " and " + other);
    }

    @Test
    void runs_randomSearch_drawsSoManyDifferentOnes() throws Exception {
        SweepPlan plan = plan("search: random\nsamples: 20\nk: 2..10\nfeatures: subsets\n", 1);

        List<RunParameters> runs = plan.runs(1);
        assertEquals(20, runs.stream().map(RunParameters::number).distinct().count());
        assertEquals(runs, plan.runs(1));
    }

    /** 18 million million combinations: none of them but those drawn can have been made. */
    @Test
    void runs_randomSearchOfAnEndlessGrid_makesNoOthers() throws Exception {
        SweepPlan plan = plan("""
                              search: random
                              samples: 20
                              k: 1..16
                              features: subsets
                              thin: 1..100000
                              seed: [%s]
                              clean_percentile: [%s]
                              """.formatted(numbers(50_000), numbers(95)), 1);

        assertEquals(20, plan.count(1));
        assertEquals(20, plan.runs(1).stream().map(RunParameters::number).distinct().count());
        assertTrue(plan.runs(1).getLast().number() > Integer.MAX_VALUE);
    }

    private static String numbers(int most) {
        return IntStream.rangeClosed(1, most).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    @Test
    void runs_grid_hasEachCombinationOnceInTheOrderOfTheLists() throws Exception {
        SweepPlan plan = plan("""
                              k: [2, 3]
                              features: [all, REQ_CPUTIME, REQ_PGFLT]
                              scoring: [l1, finelame]
                              threshold: [sigma:5, max]
                              thin: [1, 4]
                              seed: [7, 8]
                              train_time: [10, 20]
                              clean_percentile: [99, 100]
                              test: other
                              """, 3);

        List<RunParameters> runs = plan.runs(3);
        assertEquals(3 * 2 * 3 * 2 * 2 * 2 * 2 * 2 * 2 * 2, runs.size());
        assertEquals(runs.size(), plan.count(3));
        for (int i = 0; i < runs.size(); i++) {
            assertEquals(i + 1, runs.get(i).number());
            assertTrue(i == 0 || Arrays.compare(positions(plan, runs.get(i - 1)), positions(plan, runs.get(i))) < 0);
        }
    }

    private static int[] positions(SweepPlan plan, RunParameters run) {
        assertTrue(run.train() != run.test());
        return new int[]{run.train(), plan.trainTimes().indexOf(run.trainTime()),
                plan.features().indexOf(run.features()),
                plan.cleanPercentiles().indexOf(run.cleanPercentile()), plan.thins().indexOf(run.thin()),
                plan.seeds().indexOf(run.seed()), plan.k().indexOf(run.k()), plan.scorings().indexOf(run.scoring()),
                plan.thresholds().indexOf(run.threshold()), run.test()};
    }

    @Test
    void replay_noRunCanBeDone_failsAndSaysWhy() throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), "train_time: [0.000001, 0.000002]\n");
        CommandOutcome outcome = CommandOutcome.of(new ReplayCommand(), "--sweep", file.toString(), "--out",
                directory.resolve("out").toString(), RECORDING.toString());
        assertEquals(1, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.err().startsWith("finelame: no run succeeded, e.g. run 1: "), outcome.err());
        assertTrue(Files.exists(directory.resolve("out/runs.csv")));
    }

    /** A limit on the size of files stands for a full disk: it needs no rights. */
    private CommandOutcome sweep(int kilobytes) throws Exception {
        Files.writeString(directory.resolve("sweep.yml"), "features: subsets\nk: [2, 3, 4]\n");
        return Shell.in(directory).run(Map.of("FINELAME_JAVA_OPTIONS", "-XX:-UsePerfData"),
                (kilobytes == 0 ? "" : "ulimit -f " + kilobytes + "; ") + "finelame replay --quiet --sweep sweep.yml"
                        + " --out out " + RECORDING.toAbsolutePath());
    }

    @Test
    @Tag("slow")
    void replay_noRoomToBegin_leavesNoDirectory() throws Exception {
        assertEquals(new CommandOutcome(1, "", "finelame: out/sweep.json: File too large\n"), sweep(1));
        assertFalse(Files.exists(directory.resolve("out")));
    }

    @Test
    @Tag("slow")
    void replay_noRoomToGoOn_keepsWhatIsDone() throws Exception {
        CommandOutcome full = sweep(20);
        assertEquals(1, full.exitCode());
        assertEquals("finelame: out/runs.journal: File too large: the runs before are kept;"
                + " the same command continues the sweep\n", full.err());
        byte[] before = Files.readAllBytes(directory.resolve("out/runs.journal"));

        assertEquals(1, sweep(20).exitCode());
        assertEquals(before.length, Files.size(directory.resolve("out/runs.journal")));
        assertEquals(new CommandOutcome(0, "", ""), sweep(0));
        assertEquals(1 + 63 * 3, Files.readAllLines(directory.resolve("out/runs.csv")).size());
        int kept = new String(before, StandardCharsets.UTF_8).lastIndexOf('\n');
        assertArrayEquals(Arrays.copyOf(before, kept),
                Arrays.copyOf(Files.readAllBytes(directory.resolve("out/runs.journal")), kept));
    }

    @Test
    void open_anotherSweepInThePlace_isRefused() throws Exception {
        run("k: 2\n", 2, "runs");

        InputException e = assertThrows(InputException.class, () -> run("k: 3\n", 2, "runs"));
        assertTrue(e.getMessage().contains("holds another sweep"), e.getMessage());
    }

    @Test
    void read_badValues_eachHasItsLine() {
        InputException e = assertThrows(InputException.class, () -> plan("""
                                                                         k: 0..20
                                                                         features: [REQ_CPUTIM]
                                                                         threshold: sigma
                                                                         scorings: l1
                                                                         train_time: soon
                                                                         bootstrap: 20000
                                                                         """, 1));

        String file = directory.resolve("sweep.yml").toString();
        List<String> lines = e.getMessage().lines().toList();
        assertTrue(lines.stream().allMatch(line -> line.startsWith(file + ":")), e.getMessage());
        assertTrue(e.getMessage().contains(":4: scorings: unknown key, did you mean 'scoring'?"), e.getMessage());
        assertTrue(e.getMessage().contains(":2: features: 'REQ_CPUTIM' is not in the recording"), e.getMessage());
        assertTrue(e.getMessage().contains(":5: train_time: found 'soon': expected seconds above 0"), e.getMessage());
        assertTrue(
                e.getMessage().contains(":6: bootstrap: found 20000: expected a whole number from 0 to 10000"),
                e.getMessage());
    }
}
