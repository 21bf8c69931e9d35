package io.finelame.analyze.terminal;

import io.finelame.analyze.evaluate.ConfusionMatrix;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.TextTable;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import static io.finelame.analyze.terminal.Cells.count;
import static io.finelame.analyze.terminal.Cells.decimals;
import static io.finelame.analyze.terminal.Cells.orDash;
import static io.finelame.analyze.terminal.Cells.percent;
import static io.finelame.analyze.terminal.Cells.rate;
import static io.finelame.analyze.terminal.Cells.seconds;
import static io.finelame.analyze.terminal.Cells.text;

/**
 * What a run's model flagged: how many requests, how that compares with the labels, how early, and the first of them one by
 * one.
 */
final class FlaggedTables {
    private static final int FLAGGED_SHOWN = 10;

    private final SummaryPrinter out;

    FlaggedTables(SummaryPrinter out) {
        this.out = out;
    }

    void print(Evaluation evaluation) {
        flagged(evaluation);
        firstFlagged(evaluation);
    }

    private void flagged(Evaluation evaluation) {
        out.heading("Flagged");
        int flagged = evaluation.run().scores().flaggedCount();
        int requests = evaluation.run().test().size();
        out.field("requests",
                count(flagged) + " of " + count(requests) + " (" + percent((double) flagged / requests, 2) + ")");
        evaluation.matrix().ifPresent(matrix -> truth(evaluation, matrix));
        early(evaluation.isLabelled() ? evaluation.byLabel() : List.of(evaluation.attacks()));
    }

    private void truth(Evaluation evaluation, ConfusionMatrix matrix) {
        out.field("recall", rate(matrix.recall(), 1));
        out.field("precision", rate(matrix.precision(), 1));
        out.field("F1", decimals(matrix.f1()));
        out.field("false-positive rate", rate(matrix.falsePositiveRate(), 2));
        if (evaluation.unlabelled() > 0) {
            out.warning("unlabelled", count(evaluation.unlabelled()) + " requests, left out of these rates");
        }
        out.heading("Confusion matrix");
        out.table(new TextTable("lrr").row("", "flagged", "not flagged")
                .row("attack", count(matrix.truePositives()), count(matrix.falseNegatives()))
                .row("legitimate", count(matrix.falsePositives()), count(matrix.trueNegatives())));
    }

    private void early(List<EarlyDetection> labels) {
        out.heading("How early (CPU: share of the final CPU time used when flagged)");
        TextTable table = new TextTable("lrrrrrrr").row("label", "requests", "flagged", "share", "median CPU",
                "90 % by",
                "flagged after", "left to run");
        for (EarlyDetection label : labels) {
            table.row(label.label() == null ? "(no label)" : text(label.label()), count(label.requests()),
                    count(label.flagged()), percent(label.recall().value()), percent(label.medianShare()),
                    percent(label.p90Share()), seconds(label.medianSecondsToDetection()),
                    seconds(label.medianSecondsLeft()));
        }
        out.table(table);
    }

    private void firstFlagged(Evaluation evaluation) {
        Run run = evaluation.run();
        int[] rows = IntStream.range(0, run.test().size()).filter(row -> run.scores().flagged()[row]).boxed()
                .sorted((a, b) -> Long.compare(run.scores().detectionTs()[a], run.scores().detectionTs()[b]))
                .limit(FLAGGED_SHOWN).mapToInt(Integer::intValue).toArray();
        if (rows.length == 0) {
            return;
        }
        out.heading("First flagged requests");
        TextTable table = new TextTable("rllrrrrr").row("req_id", "origin", "label", "flagged at", "CPU then",
                "CPU in the end", "CPU share", "score/threshold");
        for (int row : rows) {
            table.row(flaggedRow(evaluation, row));
        }
        out.table(table);
        int more = run.scores().flaggedCount() - rows.length;
        if (more > 0) {
            out.more(count(more) + " more, in the report");
        }
    }

    private static String[] flaggedRow(Evaluation evaluation, int row) {
        Run run = evaluation.run();
        Requests test = run.test();
        String label = evaluation.labels()[row];
        double cpu = test.hasFeature(Requests.CPU_TIME) ? test.feature(Requests.CPU_TIME)[row] : Double.NaN;
        return new String[]{Long.toUnsignedString(test.ids()[row]), orDash(test.addressTexts()[row]),
                label == null ? "–" : text(label), seconds(run.seconds(run.scores().detectionTs()[row])),
                FeatureUnit.NANOSECONDS.format(run.scores().detectionCpuTime()[row]),
                FeatureUnit.NANOSECONDS.format(cpu),
                percent(EarlyDetection.share(test, run.scores(), row)),
                String.format(Locale.ROOT, "%,.2f", evaluation.excess(row))};
    }
}
