package io.finelame.analyze.leaderboard;

import io.finelame.cli.file.InputException;
import io.finelame.run.CsvFile;
import io.finelame.run.SweepRuns;
import io.finelame.run.table.SweepColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A line of a sweep's runs.csv as a leaderboard needs it.
 *
 * @param recordings label of the one that trained the model, and of the one that it was tested on
 * @param recallInterval 95 % interval of the recall at 0.1 %, of a sweep with bootstrap
 * @param problem empty if the run was done
 */
public record JudgedRun(long number, SweepPoint point, Recordings recordings, boolean deployable, RunMeasures measures,
        Estimate recallInterval, String problem) {
    public record Recordings(String train, String test) {}

    /** @throws InputException if a column is missing, a cell is not a number, or two runs are the same but for their numbers */
    public static List<JudgedRun> read(Path sweep) {
        Path file = sweep.resolve(SweepRuns.FILE);
        CsvFile csv = SweepRuns.open(sweep, columns(),
                "a sweep of this version, which --leaderboard requires: repeat it with replay --sweep");
        List<JudgedRun> runs = new ArrayList<>();
        Map<List<Object>, Long> numbers = new HashMap<>();
        for (int row = 0; row < csv.rows(); row++) {
            JudgedRun run = of(csv, row);
            Long other = numbers.putIfAbsent(List.of(run.point, run.recordings), run.number);
            if (other != null) {
                throw new InputException(file,
                        "runs " + other + " and " + run.number + " are the same: both train on '"
                                + run.recordings.train + "' and are tested on '" + run.recordings.test
                                + "'; --leaderboard expects recordings with labels of their own");
            }
            runs.add(run);
        }
        return runs;
    }

    private static List<SweepColumn> columns() {
        return Stream.concat(SweepPoint.COLUMNS.stream(),
                Stream.of(SweepColumn.RUN, SweepColumn.TRAIN_RECORDING, SweepColumn.TEST_RECORDING,
                        SweepColumn.DEPLOYABLE, SweepColumn.RECALL_AT_0_1_PERCENT,
                        SweepColumn.RECALL_AT_0_1_PERCENT_LOW, SweepColumn.RECALL_AT_0_1_PERCENT_HIGH,
                        SweepColumn.AUC, SweepColumn.CPU_SHARE_AT_0_1_PERCENT, SweepColumn.RECALL,
                        SweepColumn.FALSE_POSITIVE_RATE, SweepColumn.MEAN_CPU_SHARE, SweepColumn.PROBLEM))
                .toList();
    }

    private static JudgedRun of(CsvFile csv, int row) {
        String problem = csv.text(SweepColumn.PROBLEM, row);
        RunMeasures measures = problem.isEmpty() ? RunMeasures.of(csv, row) : RunMeasures.NOTHING_FLAGGED;
        return new JudgedRun((long) csv.number(SweepColumn.RUN, row), SweepPoint.of(csv, row),
                new Recordings(csv.text(SweepColumn.TRAIN_RECORDING, row), csv.text(SweepColumn.TEST_RECORDING, row)),
                csv.text(SweepColumn.DEPLOYABLE, row).equals("yes"), measures,
                new Estimate(measures.recallAtFewAlarms(), csv.number(SweepColumn.RECALL_AT_0_1_PERCENT_LOW, row),
                        csv.number(SweepColumn.RECALL_AT_0_1_PERCENT_HIGH, row)),
                problem);
    }
}
