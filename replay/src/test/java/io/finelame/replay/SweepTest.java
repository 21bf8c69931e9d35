package io.finelame.replay;

import io.finelame.record.ConfigurationException;
import io.finelame.record.RecordingReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
                                        gap_references: 2
                                        """;

    @TempDir
    private Path directory;

    private SweepPlan plan(String yaml, int recordings) throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), yaml);
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            return SweepFile.read(file, reader.header(), Set.of(), List.of(Files.readString(LABELS)));
        }
    }

    private List<RunResult> run(String yaml, int threads, String out) throws Exception {
        return new Sweep(plan(yaml, 1), List.of(RECORDING.toString()), List.of(RECORDING), directory.resolve(out))
                .run(new LocalEngine(threads), null, true)
                .stream().map(RunResult::parse).toList();
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
    void run_killedHalfWay_endsWithTheSameTable() throws Exception {
        Path yaml = Files.writeString(directory.resolve("many.yml"), "features: subsets\nk: [2, 3, 4]\n");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ReplayCommand.class.getName(), "--sweep",
                yaml.toString(), "--labels", LABELS.toString(), "--out", directory.resolve("killed").toString(),
                RECORDING.toString()));
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
        for (RunResult result : run(SMALL, 2, "runs")) {
            RunParameters parameters = plan.runs(1).get(result.number() - 1);
            RequestTable table = recorded.table().thinned(parameters.thin());
            Replay replay = Replay.of(table, recorded.header().clock().monotonicNs(), parameters.forReplay(plan));

            assertEquals(replay.flagged(), Long.parseLong(result.text(RunRow.Column.FLAGGED)), parameters.toString());
            assertEquals(replay.model().inertia(), result.real(RunRow.Column.INERTIA), parameters.toString());
        }
    }

    @Test
    void run_trainOnOneTestOnAnother_judgesEveryRequestOfTheOther() throws Exception {
        List<RunResult> results = new Sweep(plan("test: all\n", 2),
                List.of(RECORDING.toString(), RECORDING.toString()), List.of(RECORDING, RECORDING),
                directory.resolve("cross")).run(new LocalEngine(2), null, true).stream().map(RunResult::parse).toList();

        assertEquals(4, results.size());
        int same = Integer.parseInt(results.get(0).text(RunRow.Column.TEST));
        int other = Integer.parseInt(results.get(1).text(RunRow.Column.TEST));
        assertTrue(other > same, same + " and " + other);
    }

    @Test
    void runs_randomSearch_drawsSoManyDifferentOnes() throws Exception {
        SweepPlan plan = plan("search: random\nsamples: 20\nk: 2..10\nfeatures: subsets\n", 1);

        List<RunParameters> runs = plan.runs(1);
        assertEquals(20, runs.stream().map(RunParameters::number).distinct().count());
        assertEquals(runs, plan.runs(1));
    }

    @Test
    void open_anotherSweepInThePlace_isRefused() throws Exception {
        run("k: 2\n", 2, "runs");

        ReplayException e = assertThrows(ReplayException.class, () -> run("k: 3\n", 2, "runs"));
        assertTrue(e.getMessage().contains("holds another sweep"), e.getMessage());
    }

    @Test
    void read_badValues_eachHasItsLine() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> plan("""
                                                                                         k: 0..20
                                                                                         features: [REQ_CPUTIM]
                                                                                         threshold: sigma
                                                                                         scorings: l1
                                                                                         train_time: soon
                                                                                         """, 1));

        String file = directory.resolve("sweep.yml").toString();
        List<String> lines = e.getMessage().lines().toList();
        assertTrue(lines.stream().allMatch(line -> line.startsWith(file + ":")), e.getMessage());
        assertTrue(e.getMessage().contains(":4: scorings: unknown key, did you mean 'scoring'?"), e.getMessage());
        assertTrue(e.getMessage().contains(":2: features: 'REQ_CPUTIM' is not in the recording"), e.getMessage());
        assertTrue(e.getMessage().contains(":5: train_time: found 'soon': expected seconds above 0"), e.getMessage());
    }
}
