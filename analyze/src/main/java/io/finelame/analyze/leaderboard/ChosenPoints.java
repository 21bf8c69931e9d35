package io.finelame.analyze.leaderboard;

import io.finelame.run.table.SweepColumn;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Of each model, the combination of a sweep's parameters to compare with those of the others: chosen on some recordings, so
 * that the others show what the choice is worth.
 */
public final class ChosenPoints {
    /** Proportion of the legitimate requests, as a mean over recordings. */
    private static final double MOST_FALSE_POSITIVES = 0.001;

    /** A detector with too many false positives is ignored in practice, and so detects nothing: these come last. */
    private static final Comparator<Leaderboard.Row> BEST = Comparator
            .comparingDouble((Leaderboard.Row row) -> Math.max(MOST_FALSE_POSITIVES, row.means().falsePositiveRate()))
            .thenComparingDouble(row -> -row.means().recall())
            .thenComparingDouble(row -> -row.means().recallAtFewAlarms())
            .thenComparingDouble(row -> row.means().cpuShare());

    private ChosenPoints() {}

    /** The runs with the best combination of each model and scoring on a leaderboard. */
    public static List<JudgedRun> of(Leaderboard board, List<JudgedRun> runs) {
        Map<List<String>, Leaderboard.Row> best = new LinkedHashMap<>();
        for (Leaderboard.Row row : board.rows()) {
            best.merge(model(row.point()), row, (a, b) -> BEST.compare(a, b) <= 0 ? a : b);
        }
        Set<SweepPoint> chosen = best.values().stream().map(Leaderboard.Row::point).collect(Collectors.toSet());
        return runs.stream().filter(run -> chosen.contains(run.point())).toList();
    }

    private static List<String> model(SweepPoint point) {
        return List.of(point.value(SweepColumn.MODEL), point.value(SweepColumn.SCORING));
    }
}
