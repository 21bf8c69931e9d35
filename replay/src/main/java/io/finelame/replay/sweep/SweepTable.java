package io.finelame.replay.sweep;

import io.finelame.record.table.ParquetTable;
import io.finelame.record.table.TableColumn;
import io.finelame.replay.evaluate.Outcome;
import io.finelame.replay.evaluate.RankingMeasures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/** A line of runs.csv, docs/sweep.md. An empty cell is a value that doesn't apply. */
public final class RunRow {
    /** What a column holds. */
    enum Kind {
        TEXT,
        WHOLE,
        REAL
    }

    /** In the order of the file. */
    public enum Column {
        RUN(Kind.WHOLE),
        TRAIN_RECORDING(Kind.TEXT),
        TEST_RECORDING(Kind.TEXT),
        MODEL(Kind.TEXT),
        K(Kind.WHOLE),
        FEATURES(Kind.TEXT),
        TRAIN_FROM(Kind.REAL),
        TRAIN_TIME(Kind.REAL),
        SCORING(Kind.TEXT),
        SCALE(Kind.TEXT),
        MIN_CLUSTER(Kind.TEXT),
        THRESHOLD(Kind.TEXT),
        CLEAN_PERCENTILE(Kind.REAL),
        THIN(Kind.WHOLE),
        SEED(Kind.WHOLE),
        LEAVE_OUT(Kind.TEXT),
        CONSENSUS(Kind.WHOLE),
        CLUSTERER(Kind.TEXT),
        TRAIN(Kind.WHOLE),
        CLEANED(Kind.WHOLE),
        SET_ASIDE(Kind.WHOLE),
        TRAIN_ATTACKS(Kind.WHOLE),
        INERTIA(Kind.REAL),
        SILHOUETTE(Kind.REAL),
        GAP(Kind.REAL),
        GAP_ERROR(Kind.REAL),
        TEST(Kind.WHOLE),
        FLAGGED(Kind.WHOLE),
        ATTACKS(Kind.WHOLE),
        TRUE_POSITIVES(Kind.WHOLE),
        FALSE_POSITIVES(Kind.WHOLE),
        PRECISION(Kind.REAL),
        RECALL(Kind.REAL),
        F1(Kind.REAL),
        AUC(Kind.REAL),
        AUC_LOW(Kind.REAL),
        AUC_HIGH(Kind.REAL),
        FALSE_POSITIVE_RATE(Kind.REAL),
        RECALL_AT_0_1_PERCENT(Kind.REAL),
        RECALL_AT_0_1_PERCENT_LOW(Kind.REAL),
        RECALL_AT_0_1_PERCENT_HIGH(Kind.REAL),
        MEDIAN_CPU_SHARE(Kind.REAL),
        MEAN_CPU_SHARE(Kind.REAL),
        CPU_SHARE_AT_0_1_PERCENT(Kind.REAL),
        CPU_SHARE_AT_0_1_PERCENT_LOW(Kind.REAL),
        CPU_SHARE_AT_0_1_PERCENT_HIGH(Kind.REAL),
        DEPLOYABLE(Kind.TEXT),
        PROBLEM(Kind.TEXT),
        WALL_MS(Kind.REAL);

        private final Kind kind;

        Column(Kind kind) {
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }

        String title() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final String[] cells = new String[Column.values().length];

    RunRow() {
        java.util.Arrays.fill(cells, "");
    }

    /** @param deployable whether {@code detect --model} takes such a model */
    static RunRow of(RunParameters run, List<String> recordings, boolean deployable) {
        RunRow row = new RunRow().set(Column.RUN, run.number())
                .set(Column.TRAIN_RECORDING, recordings.get(run.train()))
                .set(Column.TEST_RECORDING, recordings.get(run.test())).set(Column.MODEL, run.model())
                .set(Column.FEATURES, String.join(" ", run.features())).set(Column.TRAIN_FROM, run.trainFrom())
                .set(Column.TRAIN_TIME, run.trainTime()).set(Column.SCORING, run.scoring())
                .set(Column.SCALE, run.scale()).set(Column.MIN_CLUSTER, run.minCluster())
                .set(Column.THRESHOLD, run.threshold())
                .set(Column.CLEAN_PERCENTILE, run.cleanPercentile()).set(Column.THIN, run.thin())
                .set(Column.SEED, run.seed()).set(Column.LEAVE_OUT, run.leaveOut())
                .set(Column.CONSENSUS, run.consensus()).set(Column.CLUSTERER, run.clusterer())
                .set(Column.DEPLOYABLE, deployable && run.consensus() == 1 ? "yes" : "no");
        return run.isKMeans() ? row.set(Column.K, run.k()) : row;
    }

    RunRow set(Column column, String text) {
        cells[column.ordinal()] = text.lines().findFirst().orElse("");
        return this;
    }

    RunRow set(Column column, long value) {
        cells[column.ordinal()] = Long.toString(value);
        return this;
    }

    /** NaN leaves it empty. */
    RunRow set(Column column, double value) {
        cells[column.ordinal()] = Double.isNaN(value) ? "" : Double.toString(value);
        return this;
    }

    RunRow set(Outcome outcome) {
        set(Column.TEST, outcome.test()).set(Column.FLAGGED, outcome.flagged());
        if (outcome.attacks() + outcome.legitimate() > 0) {
            set(Column.ATTACKS, outcome.attacks()).set(Column.TRUE_POSITIVES, outcome.truePositives())
                    .set(Column.FALSE_POSITIVES, outcome.falsePositives())
                    .set(Column.PRECISION, outcome.precision()).set(Column.RECALL, outcome.recall())
                    .set(Column.F1, outcome.f1()).set(Column.FALSE_POSITIVE_RATE, outcome.falsePositiveRate())
                    .set(Column.MEAN_CPU_SHARE, outcome.meanShare());
            set(outcome.ranking(), Column.AUC, Column.RECALL_AT_0_1_PERCENT, Column.CPU_SHARE_AT_0_1_PERCENT);
            set(outcome.interval().low(), Column.AUC_LOW, Column.RECALL_AT_0_1_PERCENT_LOW,
                    Column.CPU_SHARE_AT_0_1_PERCENT_LOW);
            set(outcome.interval().high(), Column.AUC_HIGH, Column.RECALL_AT_0_1_PERCENT_HIGH,
                    Column.CPU_SHARE_AT_0_1_PERCENT_HIGH);
        }
        return set(Column.MEDIAN_CPU_SHARE, outcome.medianShare());
    }

    private void set(RankingMeasures measures, Column auc, Column recall, Column cpuShare) {
        set(auc, measures.auc()).set(recall, measures.recall()).set(cpuShare, measures.cpuShare());
    }

    /** The same table as runs.csv; replaces the file. */
    static void writeParquet(List<RunResult> results, Path file) throws IOException {
        List<TableColumn> columns = Stream.of(Column.values()).map(column -> switch (column.kind()) {
            case TEXT -> TableColumn.string(column.title());
            case WHOLE -> TableColumn.signed(column.title());
            case REAL -> TableColumn.real(column.title());
        }).toList();
        ParquetTable.replace(file, columns, table -> {
            for (RunResult result : results) {
                table.add(Stream.of(Column.values()).map(column -> value(column, result.text(column))).toArray());
            }
        });
    }

    private static Object value(Column column, String text) {
        if (text.isEmpty()) {
            return null;
        }
        return switch (column.kind()) {
            case TEXT -> text;
            case WHOLE -> Long.valueOf(text);
            case REAL -> Double.valueOf(text);
        };
    }

    static String header() {
        List<String> titles = new ArrayList<>();
        for (Column column : Column.values()) {
            titles.add(column.title());
        }
        return CSVFormat.DEFAULT.format(titles.toArray());
    }

    /** Without the line's end. */
    String line() {
        return CSVFormat.DEFAULT.format((Object[]) cells);
    }
}
