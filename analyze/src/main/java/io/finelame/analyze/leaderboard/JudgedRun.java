package io.finelame.analyze.leaderboard;

import io.finelame.run.CsvFile;
import io.finelame.run.InputException;
import io.finelame.run.SweepRuns;
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
    private static final String RECALL = "recall_at_0_1_percent";

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

    private static List<String> columns() {
        return Stream.concat(SweepPoint.COLUMNS.stream(),
                Stream.of("run", "train_recording", "test_recording", "deployable",
                        RECALL, RECALL + "_low", RECALL + "_high", "auc", "cpu_share_at_0_1_percent", "recall",
                        "false_positive_rate", "mean_cpu_share", "problem"))
                .toList();
    }

    private static JudgedRun of(CsvFile csv, int row) {
        String problem = csv.text("problem", row);
        RunMeasures measures = problem.isEmpty() ? RunMeasures.of(csv, row) : RunMeasures.NOTHING_FLAGGED;
        return new JudgedRun((long) csv.number("run", row), SweepPoint.of(csv, row),
                new Recordings(csv.text("train_recording", row), csv.text("test_recording", row)),
                csv.text("deployable", row).equals("yes"), measures,
                new Estimate(measures.recallAtFewAlarms(), csv.number(RECALL + "_low", row),
                        csv.number(RECALL + "_high", row)),
                problem);
    }
}
