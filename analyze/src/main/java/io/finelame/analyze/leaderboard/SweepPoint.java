package io.finelame.analyze.leaderboard;

import io.finelame.run.CsvFile;
import java.util.List;

/**
 * One combination of a sweep's parameters: the columns of runs.csv that say how a run was made, docs/sweep.md.
 *
 * @param values by {@link #COLUMNS}; empty if one doesn't apply to the model
 */
record SweepPoint(List<String> values) {
    static final List<String> COLUMNS = List.of("model", "k", "features", "train_from", "train_time", "scoring",
            "scale",
            "min_cluster", "threshold", "clean_percentile", "thin", "seed", "leave_out", "consensus", "clusterer");

    static SweepPoint of(CsvFile csv, int row) {
        return new SweepPoint(COLUMNS.stream().map(column -> csv.text(column, row)).toList());
    }

    String value(String column) {
        return values.get(COLUMNS.indexOf(column));
    }
}
