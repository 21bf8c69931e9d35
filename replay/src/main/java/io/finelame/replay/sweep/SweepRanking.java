package io.finelame.replay.sweep;

import io.finelame.run.SweepRow;
import io.finelame.run.SweepRun;
import io.finelame.run.table.SweepColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which runs of a sweep are the best. */
public final class SweepRanking {
    private SweepRanking() {}

    /** Labelled runs, the one with the highest F1 first; among equals the earliest detection. */
    public static List<SweepRow> best(List<SweepRow> rows) {
        return rows.stream().filter(row -> row.has(SweepColumn.F1)).map(row -> Map.entry(SweepRun.of(row), row))
                .sorted(Map.Entry.comparingByKey(SweepRun.BEST)).map(Map.Entry::getValue).toList();
    }

    /**
     * Runs that no other run on the same recording beats: none is at least as good in recall, false positives and share of the cost
     * at detection, and better in one of them. Runs that find nothing are left out.
     */
    public static List<SweepRow> paretoFront(List<SweepRow> rows) {
        List<SweepRow> judged = rows.stream().filter(row -> row.real(SweepColumn.RECALL) > 0
                && row.has(SweepColumn.FALSE_POSITIVE_RATE) && row.has(SweepColumn.MEDIAN_CPU_SHARE))
                .sorted((a, b) -> Arrays.compare(costs(a), costs(b))).toList();
        // In this order a run comes after all that beat it, and each cost that was not beaten is kept once to compare with.
        Map<List<Object>, SweepRow> unbeaten = new LinkedHashMap<>();
        List<SweepRow> front = new ArrayList<>();
        for (SweepRow row : judged) {
            if (unbeaten.values().stream().noneMatch(other -> beats(other, row))) {
                unbeaten.putIfAbsent(
                        List.of(row.text(SweepColumn.TEST_RECORDING), Arrays.stream(costs(row)).boxed().toList()), row);
                front.add(row);
            }
        }
        return front.stream().sorted(Comparator.comparingLong(SweepRow::number)).toList();
    }

    private static boolean beats(SweepRow one, SweepRow other) {
        double[] its = costs(one);
        double[] others = costs(other);
        boolean better = false;
        for (int i = 0; i < its.length; i++) {
            if (its[i] > others[i]) {
                return false;
            }
            better |= its[i] < others[i];
        }
        return better && one.text(SweepColumn.TEST_RECORDING).equals(other.text(SweepColumn.TEST_RECORDING));
    }

    private static double[] costs(SweepRow row) {
        return new double[]{-row.real(SweepColumn.RECALL), row.real(SweepColumn.FALSE_POSITIVE_RATE),
                row.real(SweepColumn.MEDIAN_CPU_SHARE)};
    }
}
