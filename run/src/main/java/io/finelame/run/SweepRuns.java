package io.finelame.run;

import io.finelame.cli.file.InputException;
import io.finelame.run.table.SweepColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tech.tablesaw.api.ColumnType;

/** A sweep's runs.csv. */
public record SweepRuns(String name, Path directory, List<SweepRun> runs) {

    public static final String FILE = "runs.csv";
    /** Those that a {@link SweepRun} consists of. */
    private static final Set<SweepColumn> REQUIRED = EnumSet.of(SweepColumn.RUN, SweepColumn.TRAIN_RECORDING,
            SweepColumn.TEST_RECORDING, SweepColumn.MODEL, SweepColumn.K, SweepColumn.FEATURES, SweepColumn.TRAIN_TIME,
            SweepColumn.SCORING, SweepColumn.THRESHOLD, SweepColumn.CLEAN_PERCENTILE, SweepColumn.THIN,
            SweepColumn.SEED,
            SweepColumn.INERTIA, SweepColumn.SILHOUETTE, SweepColumn.GAP, SweepColumn.GAP_ERROR, SweepColumn.TEST,
            SweepColumn.FLAGGED, SweepColumn.RECALL, SweepColumn.FALSE_POSITIVE_RATE, SweepColumn.F1, SweepColumn.AUC,
            SweepColumn.MEDIAN_CPU_SHARE, SweepColumn.PROBLEM);

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
            int line = row;
            runs.add(SweepRun.of(column -> csv.text(column, line), column -> csv.number(column, line)));
        }
        return new SweepRuns(name, directory, List.copyOf(runs));
    }

    /**
     * Its runs.csv as text.
     *
     * @throws InputException
     *             if a column is missing, or there is no run
     */
    public static CsvFile open(Path directory, Collection<SweepColumn> columns, String expected) {
        Path file = directory.resolve(FILE);
        CsvFile csv = CsvFile.read(file, _ -> ColumnType.STRING);
        for (String column : columns.stream().map(SweepColumn::title).sorted().toList()) {
            if (!csv.has(column)) {
                throw new InputException(file, 1, "no column '" + column + "'; expected " + expected);
            }
        }
        if (csv.rows() == 0) {
            throw new InputException(file, "no runs; the sweep wrote only the header");
        }
        return csv;
    }

    public List<SweepRun> best() {
        return runs.stream().filter(run -> run.problem().isEmpty()).sorted(SweepRun.BEST).toList();
    }

    public List<SweepRun> problems() {
        return runs.stream().filter(run -> !run.problem().isEmpty()).toList();
    }
}
