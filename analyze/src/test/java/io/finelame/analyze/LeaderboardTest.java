package io.finelame.analyze;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.run.DemoRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sweeps with known results: {@code maximum} and {@code quantile} on recordings a to d. */
class LeaderboardTest {
    /** The columns of a sweep's runs.csv. */
    private static final List<String> HEADER = List.of("run", "train_recording", "test_recording", "model", "k",
            "features", "train_from", "train_time", "scoring", "scale", "min_cluster", "threshold", "clean_percentile",
            "thin", "seed", "leave_out", "consensus", "clusterer", "inertia", "silhouette", "gap", "gap_error", "test",
            "flagged",
            "recall", "f1", "auc", "false_positive_rate", "recall_at_0_1_percent", "recall_at_0_1_percent_low",
            "recall_at_0_1_percent_high", "median_cpu_share", "mean_cpu_share", "cpu_share_at_0_1_percent",
            "deployable", "problem");

    @TempDir
    private Path directory;
    private Path sweep;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        sweep = Files.createDirectory(directory.resolve("models"));
        lines.add(String.join(",", HEADER));
    }

    /** @param figures recall at 0.1 %, its interval, share there, problem */
    private void run(String model, String train, String test, String... figures) {
        lines.add(String.join(",", Integer.toString(lines.size()), train, test, model, "", "REQ_CPUTIME REQ_PGFLT",
                "0.0", "30.0", "", "", "1%", "max", "99.99", "1", "42", "none", "1", "", "", "", "", "", "5000", "7",
                "0.5",
                "0.6", "0.9", "0.0025", figures[0], figures[1], figures[2], "0.1", "0.7", figures[3],
                model.equals("maximum") ? "yes" : "no", figures[4]));
    }

    private void run(String model, String recording, double recall, double share) {
        run(model, recording, recording, Double.toString(recall), "", "", Double.toString(share), "");
    }

    private CommandOutcome analyze(String... more) throws IOException {
        Files.write(sweep.resolve("runs.csv"), lines);
        return CommandOutcome.of(() -> AnalyzeCommand.commandLine()
                .execute(Stream.concat(Stream.of(sweep.toString(), "--quiet", "--out",
                        directory.resolve("report.html").toString(), "--leaderboard", board().toString()),
                        Stream.of(more)).toArray(String[]::new)));
    }

    private Path board() {
        return directory.resolve("board.md");
    }

    private String markdown(String... more) throws IOException {
        assertEquals(new CommandOutcome(0, "", ""), analyze(more));
        return Files.readString(board());
    }

    private List<String> csv(String column) throws IOException {
        List<String> csv = Files.readAllLines(directory.resolve("board.csv"));
        int at = List.of(csv.getFirst().split(",")).indexOf(column);
        return csv.stream().skip(1).map(line -> line.split(",", -1)[at]).toList();
    }

    private void assertWrong(String problem, String... more) throws IOException {
        assertEquals(new CommandOutcome(2, "", "finelame: " + problem + "\n"), analyze(more));
        assertFalse(Files.exists(board()));
        assertFalse(Files.exists(directory.resolve("report.html")));
    }

    private void fourRecordings() {
        List<Double> best = List.of(0.9, 0.8, 1.0, 0.7);
        List<Double> close = List.of(0.8, 0.9, 0.9, 0.7);
        List<Double> far = List.of(0.5, 0.4, 0.6, 0.3);
        for (int i = 0; i < 4; i++) {
            String recording = List.of("a", "b", "c", "d").get(i);
            run("quantile", recording, far.get(i), 0.6);
            run("maximum", recording, best.get(i), 0.25);
            run("maximum factor=2.0", recording, close.get(i), 0.3);
        }
    }

    @Test
    void leaderboard_severalModels_hasTheBestFirstAndHowFarTheOthersAreBehind() throws IOException {
        fourRecordings();
        String text = markdown();

        assertTrue(text.contains("| # | Model | Deployable | Recall at 0.1 % |"), text);
        assertTrue(text.contains("| 1 | maximum | yes | 85.0 % [75.0, 95.0] | 0.900 | 25.0 % | 50.0 % | 0.25 % |"
                + " 70.0 % | – |\n| 2 | maximum factor=2.0 | no | 82.5 % ["), text);
        assertTrue(text.contains(" | 2.5 [-5.0, 10.0] level |\n| 3 | quantile |"), text);
        assertTrue(text.contains(" | 40.0 [40.0, 40.0] |\n"), text);
        assertTrue(text.contains("Wherever it applies: `features` REQ_CPUTIME REQ_PGFLT; `train_from` 0.0;"), text);
    }

    @Test
    void leaderboard_byRecording_hasEachInTheOrderOfTheFirstTable() throws IOException {
        fourRecordings();
        String text = markdown();

        assertTrue(text.contains("| # | Model | a | b | c | d |"), text);
        assertTrue(text.contains("| 3 | quantile | 50.0 % | 40.0 % | 60.0 % | 30.0 % |"), text);
    }

    @Test
    void leaderboard_sweepWithBootstrap_hasTheIntervalsOfRuns() throws IOException {
        run("maximum", "a", "a", "0.9", "0.85", "0.95", "0.3", "");
        String text = markdown();

        assertTrue(text.contains("| 1 | maximum | 90.0 % [85.0, 95.0] |"), text);
        assertTrue(text.contains("| 1 | maximum | yes | 90.0 % | 0.900 |"), text);
    }

    @Test
    void leaderboard_sameRecall_hasTheEarlierFirst() throws IOException {
        run("quantile", "a", 0.9, 0.6);
        run("maximum", "a", 0.9, 0.5);
        markdown();

        assertEquals(List.of("maximum", "quantile"), csv("model"));
    }

    @Test
    void leaderboard_split_hasATableForEachAndRanksThemApart() throws IOException {
        fourRecordings();
        run("quantile", "e", 0.9, 0.2);
        run("maximum", "e", 0.1, 0.2);
        run("maximum factor=2.0", "e", 0.2, 0.2);
        Path split = Files.writeString(directory.resolve("split.csv"),
                "recording,split\na,tune\nb,tune\nc,tune\nd,tune\ne,test\n");
        String text = markdown("--split", split.toString());

        assertTrue(text.contains("\n## tune\n\n4 recordings: a, b, c, d.\n"), text);
        assertTrue(text.contains("\n## test\n\n1 recording: e.\n"), text);
        assertEquals(List.of("tune", "tune", "tune", "test", "test", "test"), csv("split"));
        assertEquals("quantile", csv("model").get(3));
        assertEquals(List.of("", "yes", "no", "", "", ""), csv("level"));
    }

    @Test
    void leaderboard_runThatCouldNotBeDone_countsAsOneThatFlagsNothing() throws IOException {
        run("maximum", "a", 0.9, 0.3);
        run("maximum", "b", "b", "", "", "", "", "too few requests");
        run("quantile", "a", 0.4, 0.5);
        run("quantile", "b", 0.2, 0.5);
        String text = markdown();

        assertTrue(text.contains("| 1 | maximum | 90.0 % | 0.0 % † |"), text);
        assertTrue(text.contains("| 1 | maximum | yes | 45.0 % [0.0, 90.0] † | 0.700 | 65.0 % |"), text);
        assertTrue(text.contains("because of 'too few requests'. There it counts as a model that flags nothing:"),
                text);
        assertEquals(List.of("1", "0"), csv("problems"));
    }

    @Test
    void leaderboard_recordingWithTooFewRequests_isLeftOutOfAllMeans() throws IOException {
        fourRecordings();
        run("maximum", "e", "e", "", "", "", "", "");
        run("maximum factor=2.0", "e", 0.9, 0.2);
        run("quantile", "e", 0.9, 0.2);
        String text = markdown();

        assertTrue(text.contains("1,000 legitimate requests: e.\n\n4 recordings: a, b, c, d.\n"), text);
        assertTrue(text.contains("| 1 | maximum | yes | 85.0 % [75.0, 95.0] |"), text);
    }

    @Test
    void leaderboard_severalTrainingRecordings_areOneValueOfTheirTestRecording() throws IOException {
        run("maximum", "a", "b", "0.9", "0.8", "1.0", "0.4", "");
        run("maximum", "c", "b", "0.7", "0.6", "0.8", "0.2", "");
        String text = markdown();

        assertTrue(text.contains("| 1 | maximum | yes | 80.0 % | 0.900 | 30.0 % |"), text);
        assertTrue(text.contains("| 1 | maximum | 80.0 % |"), text);
    }

    @Test
    @Tag("slow")
    void leaderboard_twice_replacesTheFilesWithTheSame() throws IOException {
        fourRecordings();
        markdown();
        byte[] csv = Files.readAllBytes(directory.resolve("board.csv"));
        byte[] markdown = Files.readAllBytes(board());
        markdown();

        assertArrayEquals(markdown, Files.readAllBytes(board()));
        assertArrayEquals(csv, Files.readAllBytes(directory.resolve("board.csv")));
    }

    @Test
    void leaderboard_combinationNotRunOnAll_isRefused() throws IOException {
        run("maximum", "a", 0.9, 0.3);
        run("quantile", "a", 0.9, 0.3);
        run("quantile", "b", 0.9, 0.3);
        assertWrong("--leaderboard: the parameters of run 1 were not run on b; expected each combination on each"
                + " recording, as 'search: grid' runs them");
    }

    @Test
    void leaderboard_recordingsOfOneLabel_areRefused() throws IOException {
        run("maximum", "a", 0.9, 0.3);
        run("maximum", "a", 0.8, 0.3);
        assertWrong(sweep.resolve("runs.csv") + ": runs 1 and 2 are the same: both train on 'a' and are tested on"
                + " 'a'; --leaderboard expects recordings with labels of their own");
    }

    @Test
    void leaderboard_noLabels_isRefused() throws IOException {
        run("maximum", "a", "a", "", "", "", "", "");
        assertWrong("--leaderboard: no recall at 0.1 % on a; expected labels with attacks, and 1,000 legitimate"
                + " requests after the train time");
    }

    @Test
    void leaderboard_sweepOfAnEarlierVersion_isRefused() throws IOException {
        CommandOutcome outcome = CommandOutcome.of(() -> AnalyzeCommand.commandLine()
                .execute("../run/src/test/resources/sweep", "--leaderboard", board().toString()));
        assertEquals(
                new CommandOutcome(2, "", "finelame: ../run/src/test/resources/sweep/runs.csv:1: no column 'clusterer';"
                        + " expected a sweep of this version, which --leaderboard requires: repeat it with replay --sweep\n"),
                outcome);
    }

    @Test
    void leaderboard_run_isNoSweep() {
        String run = DemoRun.ORIGINAL.toString();
        assertEquals(new CommandOutcome(2, "", "finelame: --leaderboard: expected one sweep, as finelame replay --sweep"
                + " writes it; found " + run + "\n"),
                CommandOutcome
                        .of(() -> AnalyzeCommand.commandLine().execute(run, "--leaderboard", board().toString())));
    }

    @Test
    void leaderboard_nameOfTheCsvFile_isRefused() {
        Path file = directory.resolve("board.csv");
        assertEquals(new CommandOutcome(2, "", "finelame: --leaderboard " + file
                + ": expected a name that ends with .md; the same as CSV is written beside it\n"),
                CommandOutcome.of(() -> AnalyzeCommand.commandLine().execute("../run/src/test/resources/sweep",
                        "--leaderboard", file.toString())));
    }

    @Test
    void split_withoutLeaderboard_isRefused() {
        assertEquals(new CommandOutcome(2, "", "finelame: --split: expected with --leaderboard\n"),
                CommandOutcome.of(() -> AnalyzeCommand.commandLine().execute(DemoRun.ORIGINAL.toString(), "--split",
                        "split.csv")));
    }

    /** Two thresholds of each model, by their false-positive rate on tune. */
    private void chooseFrom(String model, String threshold, double recall, double falsePositiveRate) {
        for (String recording : List.of("a", "b")) {
            run(model, recording, recall, 0.5);
            lines.add(lines.removeLast().replace(",max,", "," + threshold + ",").replace(",0.0025,",
                    "," + (recording.equals("a") ? falsePositiveRate : 0.5) + ","));
        }
    }

    @Test
    void chooseOn_thresholdWithManyFalsePositives_isNotChosen() throws IOException {
        Files.writeString(directory.resolve("split.csv"), "recording,split\na,tune\nb,test\n");
        chooseFrom("quantile", "sigma:5", 0.9, 0.02);
        chooseFrom("quantile", "max", 0.7, 0.0005);
        chooseFrom("maximum", "sigma:5", 0.8, 0);

        markdown("--split", directory.resolve("split.csv").toString(), "--choose-on", "tune");

        assertEquals(List.of("tune", "tune", "test", "test"), csv("split"));
        assertEquals(List.of("maximum", "quantile", "maximum", "quantile"), csv("model"));
        assertEquals(List.of("sigma:5", "max", "sigma:5", "max"), csv("threshold"));
    }

    @Test
    void chooseOn_unknownSplit_isNamed() throws IOException {
        Files.writeString(directory.resolve("split.csv"), "recording,split\na,tune\nb,test\n");
        chooseFrom("maximum", "sigma:5", 0.8, 0);

        assertWrong("--choose-on tuna: no such split in " + directory.resolve("split.csv")
                + "; expected tune or test", "--split", directory.resolve("split.csv").toString(), "--choose-on",
                "tuna");
    }

    @Test
    void chooseOn_withoutSplit_isRefused() throws IOException {
        chooseFrom("maximum", "sigma:5", 0.8, 0);

        assertWrong("--choose-on tune: expected with --split, which names it", "--choose-on", "tune");
    }
}
