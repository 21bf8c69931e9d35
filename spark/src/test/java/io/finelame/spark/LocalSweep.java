package io.finelame.spark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.cli.CommandErrors;
import io.finelame.replay.ReplayCommand;
import io.finelame.replay.sweep.SweepJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A sweep of 20 groups over the sample recording, as the local engine does it: what Spark's answers are held against.
 *
 * @param rows of runs.csv, see {@link #comparable}
 */
record LocalSweep(String plan, List<String> rows) {
    static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    static final Path FILE = Path.of("src/test/resources/sweep.yml");
    private static final int GROUPS = 20;

    static LocalSweep run(Path directory) throws IOException {
        int exitCode = CommandErrors.run(new ReplayCommand(), "--sweep", FILE.toString(), RECORDING.toString(), "--out",
                directory.toString());
        assertEquals(0, exitCode);
        return new LocalSweep(
                new JsonMapper().readTree(directory.resolve("sweep.json").toFile()).get("plan").toString(),
                rows(directory));
    }

    static List<String> rows(Path directory) throws IOException {
        return comparable(Files.readAllLines(directory.resolve("runs.csv")).stream().skip(1).toList());
    }

    /** By their numbers, and without the last column, wall_ms, which differs from one time to the next. */
    static List<String> comparable(List<String> rows) {
        return rows.stream().map(row -> row.substring(0, row.lastIndexOf(','))).sorted().toList();
    }

    SweepJob job(String recording) {
        return new SweepJob(List.of(recording), plan, IntStream.range(0, GROUPS).boxed().toList());
    }
}
