package io.finelame.analyze.leaderboard;

import io.finelame.analyze.leaderboard.Leaderboard.Cell;
import io.finelame.analyze.leaderboard.Leaderboard.Row;
import io.finelame.analyze.paper.PaperTable;
import io.finelame.analyze.paper.PaperTable.Column;
import io.finelame.analyze.paper.PaperTable.Kind;
import io.finelame.analyze.paper.TableFormat;
import io.finelame.cli.text.OneLine;
import io.finelame.run.table.SweepColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Leaderboards as Markdown. Tables have the columns of parameters that differ between rows. */
final class LeaderboardMarkdown {
    private static final String NOT_DONE = " †";
    private static final String MEASURES = """
                                           The best recall at 0.1 % is first: recall where a threshold flags 0.1 % of the legitimate \
                                           requests; among equals, the smallest CPU share there. CPU share: how much of an attack's CPU time \
                                           had been used when it was flagged, as a mean over all attacks; an attack that isn't flagged \
                                           counts as 100 %. Recall, false positives and CPU share without "at 0.1 %" are as configured: with \
                                           the threshold of the row.

                                           Values are means over recordings; in brackets, 95 % intervals of a bootstrap over recordings. \
                                           Behind the first: difference in recall at 0.1 % to the first row in percentage points, paired by \
                                           recording; level: the interval includes 0.
                                           """;

    private final String sweep;
    private final List<Leaderboard> boards;
    private final List<SweepColumn> shown;

    LeaderboardMarkdown(String sweep, List<Leaderboard> boards) {
        this.sweep = sweep;
        this.boards = boards;
        this.shown = SweepPoint.COLUMNS.stream()
                .filter(column -> column == SweepColumn.MODEL || values(column).size() > 1)
                .toList();
    }

    /** Those that occur, but for the empty one of models that a column doesn't apply to. */
    private Set<String> values(SweepColumn column) {
        return boards.stream().flatMap(board -> board.rows().stream()).map(row -> row.point().value(column))
                .filter(value -> !value.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    String text() {
        return Stream.concat(
                Stream.of("# Leaderboard of " + TableFormat.escapedForMarkdown(sweep) + "\n\n" + MEASURES + notes()),
                boards.stream().map(this::text)).collect(Collectors.joining("\n"));
    }

    private String notes() {
        String same = SweepPoint.COLUMNS.stream().filter(column -> !shown.contains(column) && !values(column).isEmpty())
                .map(column -> "`" + column.title() + "` "
                        + TableFormat.escapedForMarkdown(String.join(", ", values(column))))
                .collect(Collectors.joining("; "));
        String problems = boards.stream().flatMap(board -> board.rows().stream()).flatMap(row -> row.cells().stream())
                .filter(cell -> !cell.isDone()).findFirst().map(cell -> "\n" + NOT_DONE.strip()
                        + ": could not be done on some recording, e.g. because of '"
                        + TableFormat.escapedForMarkdown(OneLine.of(cell.problem()))
                        + "'. There it counts as a model that flags nothing: recall 0 %, CPU share 100 %, AUC 0.5.\n")
                .orElse("");
        return (same.isEmpty() ? "" : "\nWherever it applies: " + same + ".\n") + problems;
    }

    private String text(Leaderboard board) {
        String heading = board.split().isEmpty() ? "" : "## " + TableFormat.escapedForMarkdown(board.split()) + "\n\n";
        String unranked = board.unranked().isEmpty()
                ? ""
                : "Left out, because not every row has a recall at 0.1 % there, which takes labels and 1,000 "
                        + "legitimate requests: " + TableFormat.escapedForMarkdown(String.join(", ", board.unranked()))
                        + ".\n\n";
        return heading + unranked
                + TableFormat.markdown(List.of(means(board), byRecording(board)));
    }

    private PaperTable means(Leaderboard board) {
        List<Column> columns = new ArrayList<>(pointColumns());
        columns.add(column("Deployable", Kind.TEXT));
        Stream.of("Recall at 0.1 %", "AUC", "CPU share at 0.1 %", "Recall", "False positives", "CPU share",
                "Behind the first").forEach(title -> columns.add(column(title, Kind.FORMATTED)));
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : board.rows()) {
            List<Object> cells = point(row, rows.size() + 1);
            RunMeasures means = row.means();
            cells.addAll(List.of(row.deployable() ? "yes" : "no",
                    percent(row.recall()) + (row.problems() > 0 ? NOT_DONE : ""), decimals(means.auc()),
                    percent(means.cpuShareAtFewAlarms(), 1), percent(means.recall(), 1),
                    percent(means.falsePositiveRate(), 2), percent(means.cpuShare(), 1), behind(row)));
            rows.add(cells);
        }
        int count = board.recordings().size();
        return new PaperTable("leaderboard",
                count + (count == 1 ? " recording: " : " recordings: ") + String.join(", ", board.recordings()) + ".",
                columns, rows);
    }

    private PaperTable byRecording(Leaderboard board) {
        List<Column> columns = new ArrayList<>(pointColumns());
        board.recordings().forEach(recording -> columns.add(column(recording, Kind.FORMATTED)));
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : board.rows()) {
            List<Object> cells = point(row, rows.size() + 1);
            row.cells().forEach(cell -> cells.add(text(cell)));
            rows.add(cells);
        }
        return new PaperTable("recordings", "Recall at 0.1 % by recording.", columns, rows);
    }

    private List<Column> pointColumns() {
        return Stream.concat(Stream.of(column("#", Kind.COUNT)), shown.stream()
                .map(column -> column(title(column), column == SweepColumn.FEATURES ? Kind.FEATURES : Kind.TEXT)))
                .toList();
    }

    private static Column column(String title, Kind kind) {
        return new Column(title, title, kind);
    }

    private static String title(SweepColumn column) {
        return switch (column) {
            case K -> "k";
            case TRAIN_FROM, TRAIN_TIME -> capitalized(column.title()) + ", s";
            default -> capitalized(column.title());
        };
    }

    private static String capitalized(String column) {
        return column.substring(0, 1).toUpperCase(Locale.ROOT) + column.substring(1).replace('_', ' ');
    }

    private List<Object> point(Row row, int rank) {
        List<Object> cells = new ArrayList<>(List.of(rank));
        shown.forEach(column -> cells.add(row.point().value(column).isEmpty() ? "–" : row.point().value(column)));
        return cells;
    }

    private static String text(Cell cell) {
        return percent(cell.recall()) + (cell.isDone() ? "" : NOT_DONE);
    }

    private static String behind(Row row) {
        Estimate behind = row.behind();
        if (Double.isNaN(behind.value())) {
            return "–";
        }
        return points(behind.value()) + interval(behind) + (row.isLevelWithTheFirst() ? " level" : "");
    }

    private static String percent(Estimate estimate) {
        return percent(estimate.value(), 1) + interval(estimate);
    }

    private static String interval(Estimate estimate) {
        return estimate.hasInterval() ? " [" + points(estimate.low()) + ", " + points(estimate.high()) + "]" : "";
    }

    /** Rounded first, so that none is -0.0. */
    private static String points(double share) {
        return String.format(Locale.ROOT, "%.1f", Math.round(share * 1000) / 10.0);
    }

    private static String percent(double share, int digits) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
    }

    private static String decimals(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }
}
