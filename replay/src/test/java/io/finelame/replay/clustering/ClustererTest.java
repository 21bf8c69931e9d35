package io.finelame.replay.clustering;

import io.finelame.cli.file.InputException;
import io.finelame.cli.testing.CommandOutcome;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.ReplayCommand;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.sweep.LocalEngine;
import io.finelame.replay.sweep.RunParameters;
import io.finelame.replay.sweep.Sweep;
import io.finelame.replay.sweep.SweepFile;
import io.finelame.replay.sweep.SweepPlan;
import io.finelame.replay.training.FeatureScale;
import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our K-means and Smile's, on the requests of the committed recordings. */
class ClustererTest {
    private static final Path DATASETS = Path.of("../datasets");
    private static final Path RECORDING = DATASETS.resolve("nodejs/recording");

    @TempDir
    private Path directory;

    /** What each request has used in the end, standardised. */
    private static double[][] requests(String dataset) throws Exception {
        RecordedRequests recorded = RecordedRequests.read(DATASETS.resolve(dataset).resolve("recording"));
        RequestTable table = recorded.table();
        double[][] values = IntStream.range(0, table.rows())
                .mapToObj(row -> IntStream.range(0, table.features().size())
                        .mapToDouble(column -> table.value(column, table.last(row))).toArray())
                .toArray(double[][]::new);
        return FeatureScale.of(FeatureScale.LOG, table.features(), values).standardised(values);
    }

    /** Both find the three groups that the same requests make when two thirds of them are moved away, each by more than all their spread. */
    @ParameterizedTest
    @ValueSource(strings = {"nodejs", "apache", "threadpool", "python"})
    void on_recordedRequestsInSeparateGroups_findsTheSameClusters(String dataset) throws Exception {
        double[][] rows = requests(dataset);
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] += 1000 * (i % 3);
        }
        int[] own = Clusters.train(Clusterer.OWN, rows, 3, 10, 42).labels();

        assertArrayEquals(IntStream.range(0, rows.length).map(i -> i % 3).toArray(), own);
        assertArrayEquals(own, Clusters.train(Clusterer.SMILE, rows, 3, 10, 42).labels());
    }

    @ParameterizedTest
    @CsvSource({"nodejs,2", "nodejs,5", "apache,3", "threadpool,4", "python,3"})
    void on_recordedRequests_smileIsNearTheInertiaOfOurs(String dataset, int k) throws Exception {
        double[][] rows = requests(dataset);
        double own = Clusters.train(Clusterer.OWN, rows, k, 10, 42).inertia();
        double smile = Clusters.train(Clusterer.SMILE, rows, k, 10, 42).inertia();

        assertTrue(smile >= own * (1 - 1e-3) && smile <= own * 1.05, own + " and " + smile);
    }

    @ParameterizedTest
    @EnumSource(Clusterer.class)
    void on_asManyClustersAsDifferentRows_leavesNoneEmpty(Clusterer clusterer) {
        double[][] rows = IntStream.range(0, 2000).mapToObj(i -> new double[]{i % 5, i % 5 * 2})
                .toArray(double[][]::new);

        for (int k = 1; k <= 5; k++) {
            int[] sizes = Clusters.train(clusterer, rows, k, 3, 1).sizes();
            assertEquals(k, sizes.length);
            assertTrue(Arrays.stream(sizes).allMatch(size -> size > 0), k + ": " + Arrays.toString(sizes));
        }
    }

    @Test
    void on_theSameSeedOnSeveralThreads_findsTheSameBits() throws Exception {
        double[][] rows = requests("nodejs");
        double[][] alone = Clusterer.SMILE.on(rows, 10, 7).apply(5);

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<double[][]> again = () -> Clusterer.SMILE.on(rows, 10, 7).apply(5);
            for (Future<double[][]> found : threads.invokeAll(Collections.nCopies(12, again))) {
                assertTrue(Arrays.deepEquals(alone, found.get()));
            }
        }
    }

    private CommandOutcome replay(String out, String... options) {
        String[] arguments = Stream
                .concat(Stream.of(options), Stream.of("--out", directory.resolve(out).toString(), RECORDING.toString()))
                .toArray(String[]::new);
        return CommandOutcome.of(new ReplayCommand(), arguments);
    }

    private Map<String, String> files(String run) throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve(run))) {
            return files.collect(Collectors.toMap(file -> file.getFileName().toString(), ClustererTest::text,
                    (a, _) -> a, TreeMap::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void replay_bySmileTwice_writesTheSameBytesAndSaysWhose() throws Exception {
        assertEquals(0, replay("one", "--clusterer", "smile", "--k", "4").exitCode());
        assertEquals(0, replay("two", "--clusterer", "smile", "--k", "4").exitCode());

        assertTrue(text(directory.resolve("one/run.json")).contains("\"clusterer\" : \"smile\""));
        assertEquals(files("one"), files("two"));
    }

    @Test
    void replay_withoutTheOption_isByOurs() throws Exception {
        replay("default");
        replay("own", "--clusterer", "own");

        assertTrue(text(directory.resolve("default/run.json")).contains("\"clusterer\" : \"own\""));
        assertEquals(files("own"), files("default"));
    }

    @Test
    void replay_modelWithoutClusters_saysNothingOfAClusterer() {
        replay("maximum", "--type", "maximum");

        assertFalse(text(directory.resolve("maximum/run.json")).contains("clusterer"));
    }

    @Test
    void replay_clustererThatDoesntFit_isRefused() {
        assertEquals("finelame: --clusterer 'smiles': expected own or smile, did you mean 'smile'?\n",
                replay("a", "--clusterer", "smiles").err());
        assertEquals("finelame: --clusterer: maximum has no K-means; leave it out\n",
                replay("b", "--clusterer", "smile", "--type", "maximum").err());
        assertEquals(2, replay("c", "--clusterer", "smile", "--model", "model.json").exitCode());
        assertTrue(replay("d", "--clusterer", "smile", "--sweep", "s.yml").err().contains("remove --k"));
    }

    private SweepPlan plan(String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yml"), yaml);
        try (RecordingReader reader = RecordingReader.open(RECORDING)) {
            return SweepFile.read(file, reader.header(), Set.of("quantile"), List.of());
        }
    }

    @Test
    void run_sweepOfBoth_isWhatReplayFinds() throws Exception {
        SweepPlan plan = plan("clusterer: [own, smile]\nk: 2..4\nscale: [std, log]\nmodels: [kmeans, quantile]\n");
        List<SweepRow> results = new Sweep(plan, List.of(RECORDING.toString()), List.of(RECORDING),
                directory.resolve("swept")).run(new LocalEngine(2), null, true).stream().map(SweepRow::parse).toList();

        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        assertEquals(2 * 3 * 2 + 1, results.size());
        assertEquals("", results.getLast().text(SweepColumn.CLUSTERER));
        for (SweepRow result : results.subList(0, 12)) {
            RunParameters run = plan.runs(1).get((int) result.number() - 1);
            assertEquals(result.number() > 6 ? "smile" : "own", result.text(SweepColumn.CLUSTERER));
            Replay replay = Replay.of(recorded.table(), recorded.header().clock().monotonicNs(), run.forReplay(plan));
            assertEquals(replay.flagged(), Long.parseLong(result.text(SweepColumn.FLAGGED)), run.toString());
        }
    }

    @Test
    void read_unknownClusterer_isRefusedWithTheNearest() {
        InputException e = assertThrows(InputException.class, () -> plan("clusterer: smyle\n"));
        assertEquals(directory.resolve("sweep.yml")
                + ":1: clusterer: unknown clusterer 'smyle', did you mean 'smile'?", e.getMessage());
    }
}
