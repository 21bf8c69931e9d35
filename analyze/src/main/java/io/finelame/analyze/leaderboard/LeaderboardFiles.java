package io.finelame.analyze.leaderboard;

import io.finelame.analyze.leaderboard.Leaderboard.Row;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.OutputFile;
import io.finelame.cli.text.OneLine;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * The files that leaderboards are written to.
 *
 * @param csv a line for each split and row, in full precision
 */
public record LeaderboardFiles(Path markdown, Path csv) {
    private static final String MARKDOWN_EXTENSION = ".md";

    /** @throws InputException if the name leaves none for the CSV file beside it */
    public static LeaderboardFiles of(Path markdown) {
        String name = String.valueOf(markdown.getFileName());
        if (!name.endsWith(MARKDOWN_EXTENSION)) {
            throw new InputException("--leaderboard " + markdown + ": expected a name that ends with "
                    + MARKDOWN_EXTENSION + "; the same as CSV is written beside it");
        }
        return new LeaderboardFiles(markdown, markdown.resolveSibling(
                name.substring(0, name.length() - MARKDOWN_EXTENSION.length()) + ".csv"));
    }

    /** Replaces both. */
    public void write(String sweep, List<Leaderboard> boards) throws IOException {
        OutputFile.writeString(markdown, new LeaderboardMarkdown(sweep, boards).text());
        OutputFile.writeText(csv, out -> {
            line(out, header());
            for (Leaderboard board : boards) {
                for (int i = 0; i < board.rows().size(); i++) {
                    line(out, cells(board, i));
                }
            }
        });
    }

    public void print(PrintWriter out) {
        out.println();
        out.println("Leaderboard: " + markdown + ", " + csv);
    }

    private static void line(Writer out, List<String> cells) throws IOException {
        out.write(CSVFormat.DEFAULT.format(cells.toArray()) + "\n");
    }

    private static List<String> header() {
        return Stream.of(Stream.of("split", "rank"), SweepPoint.COLUMNS.stream().map(SweepColumn::title),
                Stream.of("deployable", "recordings", "problems", "recall_at_0_1_percent", "recall_at_0_1_percent_low",
                        "recall_at_0_1_percent_high", "auc", "cpu_share_at_0_1_percent", "recall",
                        "false_positive_rate", "mean_cpu_share", "behind_first", "behind_first_low",
                        "behind_first_high", "level"))
                .flatMap(names -> names).toList();
    }

    private static List<String> cells(Leaderboard board, int position) {
        Row row = board.rows().get(position);
        List<String> cells = new ArrayList<>(List.of(OneLine.cell(board.split()), Integer.toString(position + 1)));
        row.point().values().forEach(value -> cells.add(OneLine.cell(value)));
        cells.addAll(List.of(row.deployable() ? "yes" : "no", Integer.toString(row.cells().size()),
                Integer.toString(row.problems())));
        RunMeasures means = row.means();
        Estimate recall = row.recall();
        Estimate behind = row.behind();
        DoubleStream.of(recall.value(), recall.low(), recall.high(), means.auc(), means.cpuShareAtFewAlarms(),
                means.recall(), means.falsePositiveRate(), means.cpuShare(), behind.value(), behind.low(),
                behind.high()).forEach(value -> cells.add(Double.isNaN(value) ? "" : Double.toString(value)));
        cells.add(!behind.hasInterval() ? "" : row.isLevelWithTheFirst() ? "yes" : "no");
        return cells;
    }
}
