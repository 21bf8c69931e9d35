package io.finelame.replay.sweep;

import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.sweep.RunRow.Column;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** A line of runs.csv, read back. */
public record RunResult(CSVRecord cells) {
    public static RunResult parse(String line) {
        try (var parser = CSVFormat.DEFAULT.parse(new StringReader(line))) {
            return new RunResult(parser.iterator().next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Labelled runs, the one with the highest F1 first; among equals the earliest detection. */
    public static List<RunResult> best(List<RunResult> results) {
        return results.stream().filter(result -> !result.text(Column.F1).isEmpty())
                .sorted(Comparator.comparingDouble((RunResult result) -> -result.real(Column.F1))
                        .thenComparingDouble(result -> result.real(Column.FALSE_POSITIVE_RATE))
                        .thenComparingDouble(result -> result.real(Column.MEDIAN_CPU_SHARE))
                        .thenComparingLong(RunResult::number))
                .toList();
    }

    /**
     * Runs that no other run on the same recording beats: none is at least as good in recall, false positives and share of the cost
     * at detection, and better in one of them. Runs that find nothing are left out.
     */
    public static List<RunResult> paretoFront(List<RunResult> results) {
        List<RunResult> judged = results.stream().filter(result -> result.real(Column.RECALL) > 0
                && !result.text(Column.FALSE_POSITIVE_RATE).isEmpty()
                && !result.text(Column.MEDIAN_CPU_SHARE).isEmpty())
                .sorted((a, b) -> Arrays.compare(a.costs(), b.costs())).toList();
        // In this order a run comes after all that beat it, and each cost that was not beaten is kept once to compare with.
        Map<List<Object>, RunResult> unbeaten = new LinkedHashMap<>();
        List<RunResult> front = new ArrayList<>();
        for (RunResult run : judged) {
            if (unbeaten.values().stream().noneMatch(other -> other.beats(run))) {
                unbeaten.putIfAbsent(
                        List.of(run.text(Column.TEST_RECORDING), Arrays.stream(run.costs()).boxed().toList()), run);
                front.add(run);
            }
        }
        return front.stream().sorted(Comparator.comparingLong(RunResult::number)).toList();
    }

    private boolean beats(RunResult other) {
        double[] ours = costs();
        double[] theirs = other.costs();
        boolean better = false;
        for (int i = 0; i < ours.length; i++) {
            if (ours[i] > theirs[i]) {
                return false;
            }
            better |= ours[i] < theirs[i];
        }
        return better && text(Column.TEST_RECORDING).equals(other.text(Column.TEST_RECORDING));
    }

    private double[] costs() {
        return new double[]{-real(Column.RECALL), real(Column.FALSE_POSITIVE_RATE), real(Column.MEDIAN_CPU_SHARE)};
    }

    public String text(Column column) {
        return cells.get(column.ordinal());
    }

    /** NaN if the cell is empty. */
    double real(Column column) {
        return text(column).isEmpty() ? Double.NaN : Double.parseDouble(text(column));
    }

    public long number() {
        return Long.parseLong(text(Column.RUN));
    }

    public String problem() {
        return text(Column.PROBLEM);
    }

    long trainAttacks() {
        return text(Column.TRAIN_ATTACKS).isEmpty() ? 0 : Long.parseLong(text(Column.TRAIN_ATTACKS));
    }

    /** Its cells by column, without those that are empty. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            if (!text(column).isEmpty()) {
                fields.put(column.title(), column.kind() == RunRow.Kind.TEXT ? text(column) : (Object) real(column));
            }
        }
        return fields;
    }

    public String describe() {
        String clusters = text(Column.K).isEmpty() ? "" : " k = " + text(Column.K) + " " + text(Column.SCORING);
        clusters += text(Column.CLUSTERER).equals(Clusterer.SMILE.recorded()) ? ", clusters by smile" : "";
        return String.format(Locale.ROOT,
                "run %-5d F1 %.3f  recall %5.1f %%  false positives %.2f %%  median share %.1f %%  %s%s, %s, %s s, %s",
                number(), real(Column.F1), 100 * real(Column.RECALL), 100 * real(Column.FALSE_POSITIVE_RATE),
                100 * real(Column.MEDIAN_CPU_SHARE), text(Column.MODEL), clusters, text(Column.THRESHOLD),
                text(Column.TRAIN_TIME), text(Column.FEATURES));
    }
}
