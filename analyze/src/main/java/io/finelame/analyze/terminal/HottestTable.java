package io.finelame.analyze.terminal;

import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.stacks.FrameKind;
import io.finelame.analyze.stacks.GroupSamples;
import io.finelame.analyze.stacks.HottestFunctions;
import io.finelame.analyze.stacks.RequestGroup;
import io.finelame.analyze.stacks.RunStacks;
import io.finelame.cli.text.TextTable;
import io.finelame.run.stacks.StackSampling;

import static io.finelame.analyze.terminal.Cells.count;
import static io.finelame.analyze.terminal.Cells.percent;
import static io.finelame.analyze.terminal.Cells.text;

/** The functions in which flagged requests used most CPU time, and how much of theirs legitimate requests used in them. */
final class HottestTable {
    private static final int SHOWN = 5;
    private static final int LONGEST_NAME = 60;

    private final SummaryPrinter out;

    HottestTable(SummaryPrinter out) {
        this.out = out;
    }

    void print(Evaluation evaluation) {
        RunStacks.of(evaluation).ifPresent(stacks -> stacks.pairs().stream()
                .filter(pair -> pair.of().group() == RequestGroup.FLAGGED).forEach(pair -> print(stacks, pair)));
    }

    private void print(RunStacks stacks, RunStacks.Pair pair) {
        out.heading("Hottest functions (self samples: " + samples(pair.of()) + ", " + samples(pair.against()) + ")");
        TextTable table = new TextTable("llrrr").row("function", "code", "samples", "flagged",
                pair.against().group().key().replace('-', ' '));
        HottestFunctions.of(stacks.tree(), pair, SHOWN)
                .forEach(hot -> table.row(shortened(text(hot.frame().name())), code(hot.frame().kind()),
                        count(hot.samples()), percent(hot.share()), percent(hot.shareAgainst())));
        out.table(table);
        StackSampling all = stacks.sampling();
        if (all.samples() > 0) {
            out.note(count(all.samples()) + " samples of all requests, "
                    + percent((double) all.unattributed() / all.samples()) + " of them of no request; "
                    + count(all.lost()) + " dropped");
        }
    }

    private static String samples(GroupSamples group) {
        return count(group.samples()) + " of " + group.group().title();
    }

    private static String code(FrameKind kind) {
        return kind == FrameKind.UNKNOWN ? "–" : kind.title();
    }

    /** The end of a C++ name says more than its beginning. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : "…" + name.substring(name.length() - LONGEST_NAME + 1);
    }
}
