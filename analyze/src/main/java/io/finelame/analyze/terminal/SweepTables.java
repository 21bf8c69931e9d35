package io.finelame.analyze.terminal;

import io.finelame.analyze.evaluate.ChoosingK;
import io.finelame.cli.text.TextTable;
import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.util.List;
import java.util.Locale;

import static io.finelame.analyze.terminal.Cells.count;
import static io.finelame.analyze.terminal.Cells.decimals;
import static io.finelame.analyze.terminal.Cells.percent;
import static io.finelame.analyze.terminal.Cells.seconds;
import static io.finelame.analyze.terminal.Cells.text;
import static io.finelame.analyze.terminal.Cells.whole;

/** A sweep's best runs, and what its figures say about the number of clusters. */
final class SweepTables {
    private static final int BEST_RUNS_SHOWN = 10;

    private final SummaryPrinter out;

    SweepTables(SummaryPrinter out) {
        this.out = out;
    }

    void print(SweepRuns sweep) {
        out.heading(text(sweep.name()) + "  (" + sweep.directory() + ")");
        out.field("runs", count(sweep.runs().size()));
        List<SweepRun> problems = sweep.problems();
        if (!problems.isEmpty()) {
            out.warning("not done", count(problems.size()) + ", e.g. " + text(problems.getFirst().problem()));
        }
        out.heading("Best runs");
        TextTable table = new TextTable("rlrllrlrrrr").row("run", "model", "k", "scoring", "threshold", "train time",
                "features", "recall", "false positives", "F1", "median share");
        sweep.best().stream().limit(BEST_RUNS_SHOWN)
                .forEach(run -> table.row(count(run.number()), text(run.model()), whole(run.k()), text(run.scoring()),
                        text(run.threshold()), seconds(run.trainTime()), text(run.features().replace("REQ_", "")),
                        percent(run.recall()), percent(run.falsePositiveRate(), 2), decimals(run.f1()),
                        percent(run.medianShare())));
        out.table(table);
        choosingK(ChoosingK.of(sweep));
    }

    private void choosingK(ChoosingK choosing) {
        if (choosing.k().length < 2) {
            return;
        }
        out.heading("Choosing k, for the training set of the best run");
        TextTable table = new TextTable("rrrr").row("k", "inertia", "silhouette", "gap");
        for (int i = 0; i < choosing.k().length; i++) {
            table.row(count(choosing.k()[i]), String.format(Locale.ROOT, "%,.1f", choosing.inertia()[i]),
                    decimals(choosing.silhouette()[i]), decimals(choosing.gap()[i]));
        }
        out.table(table);
        out.field("elbow", chosen(choosing.elbow()));
        out.field("silhouette", chosen(choosing.bestSilhouette()));
        out.field("gap", chosen(choosing.byGap()));
    }

    private static String chosen(int k) {
        return k == 0 ? "–" : "k = " + k;
    }
}
