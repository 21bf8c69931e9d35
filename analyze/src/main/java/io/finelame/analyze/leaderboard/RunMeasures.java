package io.finelame.analyze.leaderboard;

import io.finelame.run.CsvFile;
import io.finelame.run.table.SweepColumn;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well a run detected, from 0 to 1; NaN if that isn't known.
 *
 * @param recallAtFewAlarms recall where a threshold flags 0.1 % of the legitimate requests, {@code cpuShareAtFewAlarms} likewise
 * @param recall with the run's own threshold, {@code falsePositiveRate} and {@code cpuShare} as well
 * @param cpuShare mean over all attacks of CPU time at detection divided by final CPU time
 */
record RunMeasures(double recallAtFewAlarms, double auc, double cpuShareAtFewAlarms, double recall,
        double falsePositiveRate, double cpuShare) {
    /** The measures of a failed run: nothing is flagged. */
    static final RunMeasures NOTHING_FLAGGED = new RunMeasures(0, 0.5, 1, 0, 0, 1);

    static RunMeasures of(CsvFile csv, int row) {
        return new RunMeasures(csv.number(SweepColumn.RECALL_AT_0_1_PERCENT, row), csv.number(SweepColumn.AUC, row),
                csv.number(SweepColumn.CPU_SHARE_AT_0_1_PERCENT, row), csv.number(SweepColumn.RECALL, row),
                csv.number(SweepColumn.FALSE_POSITIVE_RATE, row), csv.number(SweepColumn.MEAN_CPU_SHARE, row));
    }

    /** NaN if one is. */
    static RunMeasures mean(List<RunMeasures> measures) {
        return new RunMeasures(mean(measures, RunMeasures::recallAtFewAlarms), mean(measures, RunMeasures::auc),
                mean(measures, RunMeasures::cpuShareAtFewAlarms), mean(measures, RunMeasures::recall),
                mean(measures, RunMeasures::falsePositiveRate), mean(measures, RunMeasures::cpuShare));
    }

    private static double mean(List<RunMeasures> measures, ToDoubleFunction<RunMeasures> measure) {
        return measures.stream().mapToDouble(measure).sum() / measures.size();
    }
}
