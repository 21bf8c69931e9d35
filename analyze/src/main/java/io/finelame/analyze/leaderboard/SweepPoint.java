package io.finelame.analyze.leaderboard;

import io.finelame.run.CsvFile;
import io.finelame.run.table.SweepColumn;
import java.util.EnumSet;
import java.util.List;

/**
 * One combination of a sweep's parameters: the columns of runs.csv that say how a run was made, docs/sweep.md.
 *
 * @param values by {@link #COLUMNS}; empty if one doesn't apply to the model
 */
record SweepPoint(List<String> values) {
    static final List<SweepColumn> COLUMNS = List.copyOf(EnumSet.range(SweepColumn.MODEL, SweepColumn.CLUSTERER));

    static SweepPoint of(CsvFile csv, int row) {
        return new SweepPoint(COLUMNS.stream().map(column -> csv.text(column, row)).toList());
    }

    String value(SweepColumn column) {
        return values.get(COLUMNS.indexOf(column));
    }
}
