package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The suite's recordings, as they are committed and as they are made. */
class SuiteTest {
    private static final Path SUITE = Path.of("suite").toAbsolutePath();
    private static final Path FINELAME = Path.of("../finelame").toAbsolutePath();
    private static final Path LEADERBOARD = Path.of("../docs/leaderboard.csv");

    @TempDir
    private Path directory;

    private static String packed(Path file) {
        return file.getFileName().toString().replace(".tar.xz", "");
    }

    private static Map<String, String> splits() throws IOException {
        return Script.run(SUITE.resolve("record.sh"), "--splits").out().lines().skip(1).map(line -> line.split(","))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1], (a, _) -> a, TreeMap::new));
    }

    @Test
    void recorded_eachRecipe_isCommittedWithItsAttacks() throws IOException {
        List<String> archives;
        try (Stream<Path> files = Files.list(SUITE.resolve("recorded"))) {
            archives = files.sorted().map(SuiteTest::packed).toList();
        }

        assertEquals(List.copyOf(splits().keySet()), archives);
        for (String name : archives) {
            JsonNode made = new ObjectMapper().readTree(unpack(name).resolve("made.json").toFile());
            assertTrue(made.get("attacks").asInt() >= 40 && made.get("requests").asInt() > 2_000, name);
            assertEquals(0, made.get("failed_visits").asInt(), name);
        }
    }

    private Path unpack(String name) throws IOException {
        Script.Result result = Script.run("tar", "-xJf", SUITE.resolve("recorded/" + name + ".tar.xz"), "-C",
                directory);
        assertEquals(0, result.status(), result.err());
        return directory.resolve(name);
    }

    /** The row of a model in the leaderboard's table of a split, by column. */
    private static Map<String, String> row(String split, String model, String scoring) throws IOException {
        List<String> lines = Files.readAllLines(LEADERBOARD);
        List<String> titles = List.of(lines.getFirst().split(","));
        return lines.stream().map(line -> line.split(",", -1))
                .filter(cells -> cells[0].equals(split) && cells[titles.indexOf("model")].equals(model)
                        && cells[titles.indexOf("scoring")].equals(scoring))
                .map(cells -> IntStream.range(0, cells.length).boxed()
                        .collect(Collectors.toMap(titles::get, i -> cells[i])))
                .findFirst().orElseThrow();
    }

    @Test
    void leaderboard_kmeans_isWhatItsSweepOfTheRecordingsGives() throws IOException {
        Map<String, String> published = row("test", "kmeans", "linf");
        Path sweep = Files.writeString(directory.resolve("sweep.yml"), """
                                                                       k: %s
                                                                       features: [[%s]]
                                                                       scoring: linf
                                                                       scale: %s
                                                                       threshold: %s
                                                                       silhouette: false
                                                                       """.formatted(published.get("k"),
                published.get("features").replace(" ", ", "), published.get("scale"), published.get("threshold")));
        List<Object> command = new ArrayList<>(List.of(FINELAME, "replay", "--quiet", "--sweep", sweep, "--out",
                directory.resolve("runs")));
        List<String> recordings = splits().entrySet().stream().filter(its -> its.getValue().equals("test"))
                .map(Map.Entry::getKey).toList();
        for (String name : recordings) {
            Path unpacked = unpack(name);
            command.addAll(List.of("--labels", unpacked.resolve("labels.csv"), unpacked.resolve("recordings/" + name)));
        }

        Script.Result result = Script.run(command.toArray());

        assertEquals(0, result.status(), result.err());
        for (String column : List.of("recall_at_0_1_percent", "auc", "recall", "false_positive_rate",
                "mean_cpu_share")) {
            assertEquals(Double.parseDouble(published.get(column)),
                    mean(directory.resolve("runs/runs.csv"), column, recordings.size()), 1e-9, column);
        }
    }

    private static double mean(Path runs, String column, int expected) throws IOException {
        List<String> lines = Files.readAllLines(runs);
        int at = Arrays.asList(lines.getFirst().split(",")).indexOf(column);
        assertEquals(expected, lines.size() - 1);
        return lines.stream().skip(1).mapToDouble(line -> Double.parseDouble(line.split(",", -1)[at])).average()
                .orElseThrow();
    }

    @Test
    void record_unknownName_isRefused() throws IOException {
        Script.Result result = Script.run(SUITE.resolve("record.sh"), "express-semvr");

        assertEquals(2, result.status());
        assertTrue(result.err().contains("unknown recording express-semvr; --list names them"), result.err());
    }

    @Test
    void record_existingDirectory_isNotWrittenOver() throws IOException {
        Files.createDirectory(directory.resolve("express-semver"));

        Script.Result result = Script.run(SUITE.resolve("record.sh"), "--out", directory, "express-semver");

        assertEquals(2, result.status());
        assertEquals("record.sh: " + directory + "/express-semver exists; remove it or name another --out",
                result.err());
    }

    /** The default model live, in a brief recording; what the kernel flagged while requests ran, replay flags as well. */
    @ParameterizedTest
    @ValueSource(strings = {"gunicorn-sqlparse", "threaded-slow"})
    void detect_setUpOfTheSuite_hasTheVerdictsOfReplay(String name) throws IOException {
        requireBpf();

        Script.Result result = Script.run(SUITE.resolve("record.sh"), "--detect", "--brief", "--out",
                directory.resolve("made"), name);

        assertEquals(0, result.status(), result.err());
        Matcher verdicts = Pattern
                .compile("the model of detect: (\\d+) of (\\d+) verdicts are the same: (\\d+) flagged by the kernel")
                .matcher(result.out());
        assertTrue(verdicts.find(), result.out());
        assertEquals(verdicts.group(2), verdicts.group(1), result.out());
        assertTrue(Integer.parseInt(verdicts.group(3)) > 0, result.out());
    }

    private static void requireBpf() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && "1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
            throw new AssertionError("detecting needs root");
        }
        Assumptions.assumeTrue(root, "detecting needs root");
    }
}
