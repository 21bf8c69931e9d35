package io.finelame.analyze.leaderboard;

import io.finelame.cli.file.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The combinations of a sweep's parameters, ranked by how well they did on the recordings of one split.
 *
 * @param split empty if there is one only
 * @param recordings labels
 * @param unranked recordings of the split where a recall at 0.1 % is missing, because labels or legitimate requests are
 *         missing
 * @param rows the best first
 */
public record Leaderboard(String split, List<String> recordings, List<String> unranked, List<Row> rows) {
    /**
     * @param recall at 0.1 %, mean over recordings
     * @param behind difference in it to the first row, paired by recording; NaN in the first row
     */
    record Row(SweepPoint point, boolean deployable, RunMeasures means, Estimate recall, Estimate behind,
            List<Cell> cells) {
        boolean isLevelWithTheFirst() {
            return behind.includesZero();
        }

        int problems() {
            return (int) cells.stream().filter(cell -> !cell.isDone()).count();
        }
    }

    /**
     * Measures on one recording.
     *
     * @param measures mean over the recordings that the model was trained on
     * @param recall at 0.1 %; with an interval if there is one run, and it has one
     * @param problem why a run could not be done; empty if all were
     */
    record Cell(RunMeasures measures, Estimate recall, String problem) {
        static Cell of(List<JudgedRun> runs) {
            RunMeasures measures = RunMeasures.mean(runs.stream().map(JudgedRun::measures).toList());
            return new Cell(measures, runs.size() == 1
                    ? runs.getFirst().recallInterval()
                    : Estimate.without(measures.recallAtFewAlarms()),
                    runs.stream().map(JudgedRun::problem).filter(text -> !text.isEmpty()).findFirst().orElse(""));
        }

        boolean isDone() {
            return problem.isEmpty();
        }

        private boolean isRanked() {
            return !Double.isNaN(measures.recallAtFewAlarms());
        }
    }

    private static final Comparator<Row> BEST = Comparator.comparingDouble((Row row) -> -row.recall.value())
            .thenComparingDouble(row -> row.means.cpuShareAtFewAlarms());

    /**
     * @param recordings of the split
     * @param runs of the whole sweep
     * @throws InputException if a combination was not run on all, or no recording has what it takes to rank by
     */
    public static Leaderboard of(String split, List<String> recordings, List<JudgedRun> runs) {
        SequencedMap<SweepPoint, Map<String, List<JudgedRun>>> byPoint = new LinkedHashMap<>();
        runs.forEach(run -> byPoint.computeIfAbsent(run.point(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(run.recordings().test(), _ -> new ArrayList<>()).add(run));
        byPoint.values().forEach(its -> requireAll(its, recordings));
        List<String> unranked = recordings.stream().filter(recording -> byPoint.values().stream()
                .anyMatch(its -> !Cell.of(its.get(recording)).isRanked())).toList();
        List<String> ranked = recordings.stream().filter(recording -> !unranked.contains(recording)).toList();
        if (ranked.isEmpty()) {
            throw new InputException("--leaderboard: no recall at 0.1 % on " + String.join(", ", unranked)
                    + "; expected labels with attacks, and 1,000 legitimate requests after the train time");
        }
        return new Leaderboard(split, ranked, unranked, rows(byPoint, ranked));
    }

    private static void requireAll(Map<String, List<JudgedRun>> byRecording, List<String> recordings) {
        for (String recording : recordings) {
            if (!byRecording.containsKey(recording)) {
                JudgedRun run = byRecording.values().iterator().next().getFirst();
                throw new InputException("--leaderboard: the parameters of run " + run.number() + " were not run on "
                        + recording + "; expected each combination on each recording, as 'search: grid' runs them");
            }
        }
    }

    private static List<Row> rows(Map<SweepPoint, Map<String, List<JudgedRun>>> byPoint, List<String> recordings) {
        RecordingBootstrap bootstrap = new RecordingBootstrap(recordings.size());
        List<Row> rows = new ArrayList<>();
        byPoint.forEach((point, runs) -> {
            List<Cell> cells = recordings.stream().map(recording -> Cell.of(runs.get(recording))).toList();
            boolean deployable = runs.values().iterator().next().getFirst().deployable();
            rows.add(new Row(point, deployable, RunMeasures.mean(cells.stream().map(Cell::measures).toList()),
                    bootstrap.mean(recalls(cells)), Estimate.without(Double.NaN), cells));
        });
        rows.sort(BEST);
        double[] first = recalls(rows.getFirst().cells);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> i == 0 ? rows.getFirst() : behind(rows.get(i), first, bootstrap))
                .collect(Collectors.toList());
    }

    private static Row behind(Row row, double[] first, RecordingBootstrap bootstrap) {
        double[] recalls = recalls(row.cells);
        double[] differences = IntStream.range(0, first.length).mapToDouble(i -> first[i] - recalls[i]).toArray();
        return new Row(row.point, row.deployable, row.means, row.recall, bootstrap.mean(differences), row.cells);
    }

    private static double[] recalls(List<Cell> cells) {
        return cells.stream().mapToDouble(cell -> cell.measures.recallAtFewAlarms()).toArray();
    }
}
