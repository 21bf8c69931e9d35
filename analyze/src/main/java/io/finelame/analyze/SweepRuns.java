package io.finelame.analyze;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tech.tablesaw.api.ColumnType;

/** A sweep's runs.csv. */
record SweepRuns(String name, Path directory, List<SweepRun> runs) {

    private static final String FILE = "runs.csv";
    private static final Set<String> REQUIRED = Set.of("run", "train_recording", "test_recording", "model", "k",
            "features", "train_time", "scoring", "threshold", "clean_percentile", "thin", "seed", "inertia",
            "silhouette", "gap", "gap_error", "test", "flagged", "recall", "false_positive_rate", "f1", "auc",
            "median_cpu_share", "problem");

    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    /**
     * @throws InputException
     *             if a column is missing or a cell is no number
     */
    static SweepRuns read(Path directory) {
        return read(directory, RunNames.of(List.of(directory)).getFirst());
    }

    /** As {@link #read(Path)}, with a name that tells it from others. */
    static SweepRuns read(Path directory, String name) {
        Path file = directory.resolve(FILE);
        CsvFile csv = CsvFile.read(file, _ -> ColumnType.STRING);
        for (String column : REQUIRED.stream().sorted().toList()) {
            if (!csv.has(column)) {
                throw new InputException(file, 1, "no column '" + column + "'; expected a sweep's runs.csv");
            }
        }
        List<SweepRun> runs = new ArrayList<>();
        for (int row = 0; row < csv.rows(); row++) {
            runs.add(run(csv, row));
        }
        if (runs.isEmpty()) {
            throw new InputException(file, "no runs; the sweep wrote only the header");
        }
        return new SweepRuns(name, directory, List.copyOf(runs));
    }

    private static SweepRun run(CsvFile csv, int row) {
        return new SweepRun((long) number(csv, "run", row), csv.text("train_recording", row),
                csv.text("test_recording", row), csv.text("model", row), number(csv, "k", row),
                csv.text("features", row), number(csv, "train_time", row), csv.text("scoring", row),
                csv.text("threshold", row), number(csv, "clean_percentile", row), number(csv, "thin", row),
                csv.text("seed", row), number(csv, "inertia", row), number(csv, "silhouette", row),
                number(csv, "gap", row), number(csv, "gap_error", row), number(csv, "test", row),
                number(csv, "flagged", row), number(csv, "recall", row), number(csv, "false_positive_rate", row),
                number(csv, "f1", row), number(csv, "auc", row), number(csv, "median_cpu_share", row),
                csv.text("problem", row));
    }

    private static double number(CsvFile csv, String column, int row) {
        String text = csv.text(column, row);
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw csv.error(row, column + " is '" + text + "'; expected a number");
        }
    }

    List<SweepRun> best() {
        return runs.stream().filter(run -> run.problem().isEmpty()).sorted(SweepRun.BEST).toList();
    }

    List<SweepRun> problems() {
        return runs.stream().filter(run -> !run.problem().isEmpty()).toList();
    }

    /** Of the training set of the best run that has clusters; empty where none has. */
    ChoosingK choosingK() {
        return best().stream().filter(SweepRun::hasClusters).findFirst().map(best -> ChoosingK.of(
                runs.stream().filter(run -> run.hasClusters() && run.sharesTrainingWith(best)).toList()))
                .orElse(ChoosingK.of(List.of()));
    }
}
