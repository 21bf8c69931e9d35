package io.finelame.analyze.terminal;

import io.finelame.analyze.evaluate.Comparison;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.cli.text.AttributedCpuTime;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.TextTable;
import io.finelame.run.Model;
import io.finelame.run.PeerUse;
import io.finelame.run.ProcessUse;
import io.finelame.run.Run;
import io.finelame.run.RunInfo;
import io.finelame.run.SweepRuns;
import io.finelame.run.table.RunFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.finelame.analyze.terminal.Cells.count;
import static io.finelame.analyze.terminal.Cells.decimals;
import static io.finelame.analyze.terminal.Cells.orDash;
import static io.finelame.analyze.terminal.Cells.percent;
import static io.finelame.analyze.terminal.Cells.seconds;
import static io.finelame.analyze.terminal.Cells.text;
import static io.finelame.analyze.terminal.Cells.whole;

/** A run, or several side by side, as plain text. */
public final class TerminalSummary {

    private final PrintWriter target;
    private final SummaryPrinter out;

    public TerminalSummary(PrintWriter target, boolean colours) {
        this.target = target;
        this.out = new SummaryPrinter(target, colours);
    }

    public void print(Evaluation evaluation) {
        Run run = evaluation.run();
        out.heading(run.name() + "  (" + run.directory() + ")");
        recorded(run);
        model(run, evaluation.trainAttacks());
        new FlaggedTables(out).print(evaluation);
        new HottestTable(out).print(evaluation);
        processes(evaluation);
        peers(evaluation);
    }

    public void print(SweepRuns sweep) {
        new SweepTables(out).print(sweep);
    }

    private void recorded(Run run) {
        out.heading("Recorded");
        for (RunInfo.Recording recording : run.info().recordings()) {
            out.field(text(recording.path()),
                    "host " + text(recording.host()) + ", kernel " + text(recording.kernel()) + ", "
                            + seconds(recording.durationS()) + ", " + count(recording.snapshots()) + " snapshots, "
                            + count(recording.entries()) + " entries");
            health(recording);
            if (!recording.missingFeatures().isEmpty()) {
                out.warning("not recorded", String.join(", ", recording.missingFeatures()));
            }
        }
        run.info().cpuTime().ifPresent(this::cpuTime);
        RunInfo.Counts counts = run.info().counts();
        out.field("requests", orDash(counts.requests()) + ": " + count(run.train().size()) + " train, "
                + orDash(counts.cleaned()) + " filtered out, "
                + (run.setAside().size() == 0 ? "" : count(run.setAside().size()) + " set aside, ")
                + count(run.test().size()) + " test, "
                + orDash(counts.ignored()) + " ignored");
        if (!counts.leftOut().isEmpty()) {
            out.field("left out",
                    String.join(", ", counts.leftOut()) + ": left_out_" + run.label() + ".csv lists them");
        }
    }

    private void health(RunInfo.Recording recording) {
        if (recording.ended() && recording.lost() == 0) {
            out.field("health", "complete, nothing lost");
            return;
        }
        out.warning("health", (recording.ended() ? "complete" : "cut short, without an end document") + ", "
                + count(recording.lost()) + " dropped (buffer full)");
    }

    private void cpuTime(AttributedCpuTime total) {
        if (total.isMuchUnattributed()) {
            out.warning("CPU time", total.text());
        } else {
            out.field("CPU time", total.text());
        }
    }

    /** Which part of the test requests' CPU time each process used. */
    private void processes(Evaluation evaluation) {
        ProcessUse use = evaluation.run().processes();
        if (use.isEmpty()) {
            return;
        }
        out.heading("CPU time by process");
        double all = IntStream.range(0, use.processes().size()).mapToDouble(p -> use.sum(p, _ -> true)).sum();
        TextTable table = new TextTable("lrrr").row("process", "requests", "CPU time", "share");
        for (int process = 0; process < use.processes().size(); process++) {
            double used = use.sum(process, _ -> true);
            table.row(text(use.processes().get(process)), count(use.requests(process)),
                    FeatureUnit.NANOSECONDS.format(used), percent(used / all));
        }
        out.table(table);
    }

    private void peers(Evaluation evaluation) {
        PeerUse use = evaluation.run().peers();
        if (use.isEmpty()) {
            return;
        }
        out.heading("By peer");
        List<PeerUse.Peer> shown = use.foremost();
        double all = use.cpuTime();
        TextTable table = new TextTable("llrrrrrr").row("peer", "label", "requests", "at once", "connections",
                "CPU time", "share", "flagged");
        for (PeerUse.Peer peer : shown) {
            table.row(text(peer.address()), text(evaluation.peerLabels().of(peer.address())), count(peer.requests()),
                    count(peer.mostAtOnce()), whole(peer.connections()),
                    FeatureUnit.NANOSECONDS.format(peer.cpuTime()), percent(peer.cpuTime() / all),
                    count(peer.flagged()));
        }
        out.table(table);
        if (shown.size() < use.peers().size()) {
            out.more(count(use.peers().size() - shown.size()) + " more: peers_"
                    + evaluation.run().label() + ".csv lists them");
        }
    }

    private void model(Run run, long trainAttacks) {
        Model model = run.model();
        out.heading("Model");
        if (model.type() != null && !model.type().equals("kmeans")) {
            out.field("type", text(model.type()));
        }
        out.field("clusters", "k = " + model.k() + ", scoring " + text(model.scoring()) + ", threshold "
                + text(model.thresholdRule()));
        out.field("features", String.join(", ", model.features()));
        out.field("trained on", count(model.trainRequests()) + " requests of the first " + seconds(model.trainTime()));
        if (run.setAside().size() > 0) {
            out.field("set aside",
                    count(run.setAside().size()) + " of the train time, too few and too far from the others:"
                            + " " + RunFile.SET_ASIDE.name(run.label()) + " lists them");
        }
        if (trainAttacks > 0) {
            out.warning("poisoned", count(trainAttacks) + " of them are attacks by the labels file");
        }
        if (model.accepts() != null && model.typical() != null) {
            accepted(model);
        }
    }

    private void accepted(Model model) {
        out.heading("What each cluster accepts of a feature while the others stay at or below its centroid");
        TextTable table = new TextTable("l" + "r".repeat(1 + model.k()));
        table.row(Stream.concat(Stream.of("accepted up to", "typical"),
                IntStream.range(0, model.k()).mapToObj(j -> "cluster " + j)).toArray(String[]::new));
        for (int f = 0; f < model.features().size(); f++) {
            String feature = model.features().get(f);
            FeatureUnit unit = FeatureUnit.of(feature);
            int column = f;
            table.row(Stream.concat(Stream.of(text(feature), unit.format(model.typical()[f])),
                    Arrays.stream(model.accepts())
                            .map(row -> row[column] >= Model.ANY ? "any" : unit.format(row[column])))
                    .toArray(String[]::new));
        }
        out.table(table);
    }

    public void compare(List<Comparison> runs) {
        out.heading("Runs");
        TextTable table = new TextTable("llrllrrrrrrr").row("run", "scored by", "k", "scoring", "threshold",
                "train time", "test",
                "flagged", "recall", "false positives", "F1", "median share");
        for (Comparison run : runs) {
            table.row(text(run.name()), text(run.scoredBy()), count(run.k()), text(run.scoring()),
                    text(run.thresholdRule()),
                    seconds(run.trainTime()), count(run.requests()), count(run.flagged()), percent(run.recall()),
                    percent(run.falsePositiveRate(), 2), decimals(run.f1()), percent(run.medianShare()));
        }
        out.table(table);
    }

    public void written(Path report) {
        target.println();
        target.println("Report: " + report);
        target.flush();
    }
}
