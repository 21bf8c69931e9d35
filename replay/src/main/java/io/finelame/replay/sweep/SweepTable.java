package io.finelame.replay.sweep;

import io.finelame.record.table.ParquetTable;
import io.finelame.record.table.TableColumn;
import io.finelame.replay.evaluate.Outcome;
import io.finelame.replay.evaluate.RankingMeasures;
import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Fills the rows of runs.csv, and writes them as runs.parquet. */
final class SweepTable {
    private SweepTable() {}

    /** @param deployable whether {@code detect --model} takes such a model */
    static SweepRow row(RunParameters run, List<String> recordings, boolean deployable) {
        SweepRow row = SweepRow.empty().set(SweepColumn.RUN, run.number())
                .set(SweepColumn.TRAIN_RECORDING, recordings.get(run.train()))
                .set(SweepColumn.TEST_RECORDING, recordings.get(run.test())).set(SweepColumn.MODEL, run.model())
                .set(SweepColumn.FEATURES, String.join(" ", run.features()))
                .set(SweepColumn.TRAIN_FROM, run.trainFrom()).set(SweepColumn.TRAIN_TIME, run.trainTime())
                .set(SweepColumn.SCORING, run.scoring()).set(SweepColumn.SCALE, run.scale())
                .set(SweepColumn.MIN_CLUSTER, run.minCluster()).set(SweepColumn.THRESHOLD, run.threshold())
                .set(SweepColumn.CLEAN_PERCENTILE, run.cleanPercentile()).set(SweepColumn.THIN, run.thin())
                .set(SweepColumn.SEED, run.seed()).set(SweepColumn.LEAVE_OUT, run.leaveOut())
                .set(SweepColumn.CONSENSUS, run.consensus()).set(SweepColumn.CLUSTERER, run.clusterer())
                .set(SweepColumn.DEPLOYABLE, deployable && run.consensus() == 1 ? "yes" : "no");
        return run.isKMeans() ? row.set(SweepColumn.K, run.k()) : row;
    }

    static void set(SweepRow row, Outcome outcome) {
        row.set(SweepColumn.TEST, outcome.test()).set(SweepColumn.FLAGGED, outcome.flagged())
                .set(SweepColumn.MEDIAN_CPU_SHARE, outcome.medianShare());
        if (outcome.attacks() + outcome.legitimate() > 0) {
            row.set(SweepColumn.ATTACKS, outcome.attacks()).set(SweepColumn.TRUE_POSITIVES, outcome.truePositives())
                    .set(SweepColumn.FALSE_POSITIVES, outcome.falsePositives())
                    .set(SweepColumn.PRECISION, outcome.precision()).set(SweepColumn.RECALL, outcome.recall())
                    .set(SweepColumn.F1, outcome.f1())
                    .set(SweepColumn.FALSE_POSITIVE_RATE, outcome.falsePositiveRate())
                    .set(SweepColumn.MEAN_CPU_SHARE, outcome.meanShare());
            set(row, outcome.ranking(), SweepColumn.AUC, SweepColumn.RECALL_AT_0_1_PERCENT,
                    SweepColumn.CPU_SHARE_AT_0_1_PERCENT);
            set(row, outcome.interval().low(), SweepColumn.AUC_LOW, SweepColumn.RECALL_AT_0_1_PERCENT_LOW,
                    SweepColumn.CPU_SHARE_AT_0_1_PERCENT_LOW);
            set(row, outcome.interval().high(), SweepColumn.AUC_HIGH, SweepColumn.RECALL_AT_0_1_PERCENT_HIGH,
                    SweepColumn.CPU_SHARE_AT_0_1_PERCENT_HIGH);
        }
    }

    private static void set(SweepRow row, RankingMeasures measures, SweepColumn auc, SweepColumn recall,
            SweepColumn cpuShare) {
        row.set(auc, measures.auc()).set(recall, measures.recall()).set(cpuShare, measures.cpuShare());
    }

    /** The same table as runs.csv; replaces the file. */
    static void writeParquet(List<SweepRow> rows, Path file) throws IOException {
        List<TableColumn> columns = Stream.of(SweepColumn.values()).map(column -> switch (column.type()) {
            case ID, TEXT -> TableColumn.string(column.title());
            case WHOLE -> TableColumn.signed(column.title());
            case REAL -> TableColumn.real(column.title());
        }).toList();
        ParquetTable.replace(file, columns, table -> {
            for (SweepRow row : rows) {
                table.add(Stream.of(SweepColumn.values()).map(column -> value(column, row.text(column))).toArray());
            }
        });
    }

    private static Object value(SweepColumn column, String text) {
        if (text.isEmpty()) {
            return null;
        }
        return switch (column.type()) {
            case ID, TEXT -> text;
            case WHOLE -> Long.valueOf(text);
            case REAL -> Double.valueOf(text);
        };
    }
}
