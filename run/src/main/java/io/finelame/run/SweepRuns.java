package io.finelame.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import tech.tablesaw.api.ColumnType;

/** A sweep's runs.csv. */
public record SweepRuns(String name, Path directory, List<SweepRun> runs) {

    public static final String FILE = "runs.csv";
    private static final Set<String> REQUIRED = Set.of("run", "train_recording", "test_recording", "model", "k",
            "features", "train_time", "scoring", "threshold", "clean_percentile", "thin", "seed", "inertia",
            "silhouette", "gap", "gap_error", "test", "flagged", "recall", "false_positive_rate", "f1", "auc",
            "median_cpu_share", "problem");

    public static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    /**
     * @throws InputException if a column is missing or a cell is not a number
     */
    public static SweepRuns read(Path directory) {
        return read(directory, RunNames.of(List.of(directory)).getFirst());
    }

    /** As {@link #read(Path)}, with a name that distinguishes it from others. */
    public static SweepRuns read(Path directory, String name) {
        CsvFile csv = open(directory, REQUIRED, "a sweep's runs.csv");
        List<SweepRun> runs = new ArrayList<>();
        for (int row = 0; row < csv.rows(); row++) {
            runs.add(run(csv, row));
        }
        return new SweepRuns(name, directory, List.copyOf(runs));
    }

    /**
     * Its runs.csv as text.
     *
     * @throws InputException
     *             if a column is missing, or there is no run
     */
    public static CsvFile open(Path directory, Collection<String> columns, String expected) {
        Path file = directory.resolve(FILE);
        CsvFile csv = CsvFile.read(file, _ -> ColumnType.STRING);
        for (String column : columns.stream().sorted().toList()) {
            if (!csv.has(column)) {
                throw new InputException(file, 1, "no column '" + column + "'; expected " + expected);
            }
        }
        if (csv.rows() == 0) {
            throw new InputException(file, "no runs; the sweep wrote only the header");
        }
        return csv;
    }

    private static SweepRun run(CsvFile csv, int row) {
        return new SweepRun((long) csv.number("run", row), csv.text("train_recording", row),
                csv.text("test_recording", row), csv.text("model", row), csv.number("k", row),
                csv.text("features", row), csv.number("train_time", row), csv.text("scoring", row),
                csv.text("threshold", row), csv.number("clean_percentile", row), csv.number("thin", row),
                csv.text("seed", row), csv.number("inertia", row), csv.number("silhouette", row),
                csv.number("gap", row), csv.number("gap_error", row), csv.number("test", row),
                csv.number("flagged", row), csv.number("recall", row), csv.number("false_positive_rate", row),
                csv.number("f1", row), csv.number("auc", row), csv.number("median_cpu_share", row),
                csv.text("problem", row));
    }

    public List<SweepRun> best() {
        return runs.stream().filter(run -> run.problem().isEmpty()).sorted(SweepRun.BEST).toList();
    }

    public List<SweepRun> problems() {
        return runs.stream().filter(run -> !run.problem().isEmpty()).toList();
    }
}
