package io.finelame.analyze.plot;

import io.finelame.analyze.evaluate.DisplaySample;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.run.Run;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The test requests whose time series are shown, and the points of each. */
public final class ShownLives {

    private static final int MOST = 250;
    private static final int POINTS = 200;

    private final Evaluation evaluation;
    private final Run run;
    private final int total;
    private final int[] rows;
    private final int[][] lines;
    private final boolean thinned;

    public ShownLives(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.run = evaluation.run();
        Map<Long, Integer> rowOfId = HashMap.newHashMap(run.test().size());
        for (int row = 0; row < run.test().size(); row++) {
            rowOfId.put(run.test().ids()[row], row);
        }
        List<Long> known = run.lives().rows().keySet().stream().filter(rowOfId::containsKey).toList();
        long[] shown = Arrays.stream(DisplaySample.evenly(known.size(), MOST)).mapToLong(known::get).toArray();
        int[][] all = Arrays.stream(shown).mapToObj(run.lives().rows()::get).toArray(int[][]::new);
        total = known.size();
        rows = Arrays.stream(shown).mapToInt(rowOfId::get).toArray();
        lines = Arrays.stream(all).map(ShownLives::some).toArray(int[][]::new);
        thinned = total > rows.length || Arrays.stream(all).anyMatch(each -> each.length > POINTS);
    }

    private static int[] some(int[] all) {
        return Arrays.stream(DisplaySample.evenly(all.length, POINTS)).map(i -> all[i]).toArray();
    }

    /** Test requests that have a series, shown or not. */
    public int total() {
        return total;
    }

    public int size() {
        return rows.length;
    }

    /** Whether any series or point is not shown. */
    public boolean isThinned() {
        return thinned;
    }

    /** Rows of the run's test requests. */
    public int[] rows() {
        return rows;
    }

    int row(int i) {
        return rows[i];
    }

    /** Lines of the run's series. */
    public int[] lines(int i) {
        return lines[i];
    }

    /** Seconds from the request's first update, [points]. */
    public double[] ages(int i) {
        long origin = run.test().originTs()[rows[i]];
        return Arrays.stream(lines[i]).mapToDouble(line -> (run.lives().ts()[line] - origin) / 1e9).toArray();
    }

    /** The flagged request with the most points. */
    public Optional<Integer> foremostFlagged() {
        return IntStream.range(0, rows.length).filter(i -> evaluation.verdicts()[rows[i]].isFlagged()).boxed()
                .max(Comparator.comparingInt((Integer i) -> lines[i].length).thenComparing(Comparator.reverseOrder()));
    }
}
