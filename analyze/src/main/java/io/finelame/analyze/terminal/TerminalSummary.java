package io.finelame.analyze.terminal;

import io.finelame.analyze.evaluate.ChoosingK;
import io.finelame.analyze.evaluate.Comparison;
import io.finelame.analyze.evaluate.ConfusionMatrix;
import io.finelame.analyze.evaluate.EarlyDetection;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.evaluate.Rate;
import io.finelame.cli.text.AttributedCpuTime;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.cli.text.OneLine;
import io.finelame.cli.text.TextTable;
import io.finelame.run.Model;
import io.finelame.run.PeerUse;
import io.finelame.run.ProcessUse;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import io.finelame.run.RunInfo;
import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A run, or several side by side, as plain text. */
public final class TerminalSummary {

    private static final int FLAGGED_SHOWN = 10;
    private static final int BEST_RUNS_SHOWN = 10;
    private static final String BOLD = "\u001b[1m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;

    public TerminalSummary(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    public void print(Evaluation evaluation) {
        Run run = evaluation.run();
        heading(run.name() + "  (" + run.directory() + ")");
        recorded(run);
        model(run, evaluation.trainAttacks());
        flagged(evaluation);
        firstFlagged(evaluation);
        processes(evaluation);
        peers(evaluation);
    }

    private void recorded(Run run) {
        heading("Recorded");
        for (RunInfo.Recording recording : run.info().recordings()) {
            field(text(recording.path()),
                    "host " + text(recording.host()) + ", kernel " + text(recording.kernel()) + ", "
                            + seconds(recording.durationS()) + ", " + count(recording.snapshots()) + " snapshots, "
                            + count(recording.entries()) + " entries");
            health(recording);
            if (!recording.missingFeatures().isEmpty()) {
                warning("not recorded", String.join(", ", recording.missingFeatures()));
            }
        }
        run.info().cpuTime().ifPresent(this::cpuTime);
        RunInfo.Counts counts = run.info().counts();
        field("requests", orDash(counts.requests()) + ": " + count(run.train().size()) + " train, "
                + orDash(counts.cleaned()) + " filtered out, "
                + (run.setAside().size() == 0 ? "" : count(run.setAside().size()) + " set aside, ")
                + count(run.test().size()) + " test, "
                + orDash(counts.ignored()) + " ignored");
        if (!counts.leftOut().isEmpty()) {
            field("left out", String.join(", ", counts.leftOut()) + ": left_out_" + run.label() + ".csv lists them");
        }
    }

    private void health(RunInfo.Recording recording) {
        if (recording.ended() && recording.lost() == 0) {
            field("health", "complete, nothing lost");
            return;
        }
        warning("health", (recording.ended() ? "complete" : "cut short, without an end document") + ", "
                + count(recording.lost()) + " dropped (buffer full)");
    }

    private void cpuTime(AttributedCpuTime total) {
        if (total.isMuchUnattributed()) {
            warning("CPU time", total.text());
        } else {
            field("CPU time", total.text());
        }
    }

    /** Which part of the test requests' CPU time each process used. */
    private void processes(Evaluation evaluation) {
        ProcessUse use = evaluation.run().processes();
        if (use.isEmpty()) {
            return;
        }
        heading("CPU time by process");
        double all = IntStream.range(0, use.processes().size()).mapToDouble(p -> use.sum(p, _ -> true)).sum();
        TextTable table = new TextTable("lrrr").row("process", "requests", "CPU time", "share");
        for (int process = 0; process < use.processes().size(); process++) {
            double used = use.sum(process, _ -> true);
            table.row(text(use.processes().get(process)), count(use.requests(process)),
                    FeatureUnit.NANOSECONDS.format(used), percent(used / all));
        }
        lines(table);
    }

    private void peers(Evaluation evaluation) {
        PeerUse use = evaluation.run().peers();
        if (use.isEmpty()) {
            return;
        }
        heading("By peer");
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
        lines(table);
        if (shown.size() < use.peers().size()) {
            out.println("  … and " + count(use.peers().size() - shown.size()) + " more: peers_"
                    + evaluation.run().label() + ".csv lists them");
        }
    }

    private void model(Run run, long trainAttacks) {
        Model model = run.model();
        heading("Model");
        if (model.type() != null && !model.type().equals("kmeans")) {
            field("type", text(model.type()));
        }
        field("clusters", "k = " + model.k() + ", scoring " + text(model.scoring()) + ", threshold "
                + text(model.thresholdRule()));
        field("features", String.join(", ", model.features()));
        field("trained on", count(model.trainRequests()) + " requests of the first " + seconds(model.trainTime()));
        if (run.setAside().size() > 0) {
            field("set aside", count(run.setAside().size()) + " of the train time, too few and too far from the others:"
                    + " set_aside_" + run.label() + ".csv lists them");
        }
        if (trainAttacks > 0) {
            warning("poisoned", count(trainAttacks) + " of them are attacks by the labels file");
        }
        if (model.accepts() != null && model.typical() != null) {
            accepted(model);
        }
    }

    private void accepted(Model model) {
        heading("What each cluster accepts of a feature while the others stay at or below its centroid");
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
        lines(table);
    }

    private void flagged(Evaluation evaluation) {
        heading("Flagged");
        int flagged = evaluation.run().scores().flaggedCount();
        int requests = evaluation.run().test().size();
        field("requests",
                count(flagged) + " of " + count(requests) + " (" + percent((double) flagged / requests, 2) + ")");
        evaluation.matrix().ifPresent(matrix -> truth(evaluation, matrix));
        early(evaluation.isLabelled() ? evaluation.byLabel() : List.of(evaluation.attacks()));
    }

    private void truth(Evaluation evaluation, ConfusionMatrix matrix) {
        field("recall", rate(matrix.recall(), 1));
        field("precision", rate(matrix.precision(), 1));
        field("F1", decimals(matrix.f1()));
        field("false-positive rate", rate(matrix.falsePositiveRate(), 2));
        if (evaluation.unlabelled() > 0) {
            warning("unlabelled", count(evaluation.unlabelled()) + " requests, left out of these rates");
        }
        heading("Confusion matrix");
        lines(new TextTable("lrr").row("", "flagged", "not flagged")
                .row("attack", count(matrix.truePositives()), count(matrix.falseNegatives()))
                .row("legitimate", count(matrix.falsePositives()), count(matrix.trueNegatives())));
    }

    private void early(List<EarlyDetection> labels) {
        heading("How early (CPU: share of the final CPU time used when flagged)");
        TextTable table = new TextTable("lrrrrrrr").row("label", "requests", "flagged", "share", "median CPU",
                "90 % by",
                "flagged after", "left to run");
        for (EarlyDetection label : labels) {
            table.row(label.label() == null ? "(no label)" : text(label.label()), count(label.requests()),
                    count(label.flagged()), percent(label.recall().value()), percent(label.medianShare()),
                    percent(label.p90Share()), seconds(label.medianSecondsToDetection()),
                    seconds(label.medianSecondsLeft()));
        }
        lines(table);
    }

    private void firstFlagged(Evaluation evaluation) {
        Run run = evaluation.run();
        int[] rows = IntStream.range(0, run.test().size()).filter(row -> run.scores().flagged()[row]).boxed()
                .sorted((a, b) -> Long.compare(run.scores().detectionTs()[a], run.scores().detectionTs()[b]))
                .limit(FLAGGED_SHOWN).mapToInt(Integer::intValue).toArray();
        if (rows.length == 0) {
            return;
        }
        heading("First flagged requests");
        TextTable table = new TextTable("rllrrrrr").row("req_id", "origin", "label", "flagged at", "CPU then",
                "CPU in the end", "CPU share", "score/threshold");
        for (int row : rows) {
            table.row(flaggedRow(evaluation, row));
        }
        lines(table);
        int more = run.scores().flaggedCount() - rows.length;
        if (more > 0) {
            out.println("  … and " + count(more) + " more, in the report");
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

    public void print(SweepRuns sweep) {
        heading(text(sweep.name()) + "  (" + sweep.directory() + ")");
        field("runs", count(sweep.runs().size()));
        List<SweepRun> problems = sweep.problems();
        if (!problems.isEmpty()) {
            warning("not done", count(problems.size()) + ", e.g. " + text(problems.getFirst().problem()));
        }
        heading("Best runs");
        TextTable table = new TextTable("rlrllrlrrrr").row("run", "model", "k", "scoring", "threshold", "train time",
                "features", "recall", "false positives", "F1", "median share");
        sweep.best().stream().limit(BEST_RUNS_SHOWN)
                .forEach(run -> table.row(count(run.number()), text(run.model()), whole(run.k()), text(run.scoring()),
                        text(run.threshold()), seconds(run.trainTime()), text(run.features().replace("REQ_", "")),
                        percent(run.recall()), percent(run.falsePositiveRate(), 2), decimals(run.f1()),
                        percent(run.medianShare())));
        lines(table);
        choosingK(ChoosingK.of(sweep));
    }

    private void choosingK(ChoosingK choosing) {
        if (choosing.k().length < 2) {
            return;
        }
        heading("Choosing k, for the training set of the best run");
        TextTable table = new TextTable("rrrr").row("k", "inertia", "silhouette", "gap");
        for (int i = 0; i < choosing.k().length; i++) {
            table.row(count(choosing.k()[i]), String.format(Locale.ROOT, "%,.1f", choosing.inertia()[i]),
                    decimals(choosing.silhouette()[i]), decimals(choosing.gap()[i]));
        }
        lines(table);
        field("elbow", chosen(choosing.elbow()));
        field("silhouette", chosen(choosing.bestSilhouette()));
        field("gap", chosen(choosing.byGap()));
    }

    private static String chosen(int k) {
        return k == 0 ? "–" : "k = " + k;
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "–" : count((long) value);
    }

    public void compare(List<Comparison> runs) {
        heading("Runs");
        TextTable table = new TextTable("llrllrrrrrrr").row("run", "scored by", "k", "scoring", "threshold",
                "train time", "test",
                "flagged", "recall", "false positives", "F1", "median share");
        for (Comparison run : runs) {
            table.row(text(run.name()), text(run.scoredBy()), count(run.k()), text(run.scoring()),
                    text(run.thresholdRule()),
                    seconds(run.trainTime()), count(run.requests()), count(run.flagged()), percent(run.recall()),
                    percent(run.falsePositiveRate(), 2), decimals(run.f1()), percent(run.medianShare()));
        }
        lines(table);
    }

    public void written(Path report) {
        out.println();
        out.println("Report: " + report);
        out.flush();
    }

    private void heading(String title) {
        out.println();
        out.println(styled(BOLD, OneLine.printable(title)));
    }

    private void field(String name, String value) {
        line(name, OneLine.printable(value));
    }

    private void warning(String name, String value) {
        line(name, styled(YELLOW, OneLine.printable(value)));
    }

    private void line(String name, String value) {
        out.printf("  %-20s %s%n", OneLine.printable(name), value);
    }

    private void lines(TextTable table) {
        table.lines().forEach(line -> out.println("  " + line));
    }

    private String styled(String style, String text) {
        return colours ? style + text + RESET : text;
    }

    private static String text(String value) {
        return value == null ? "–" : value;
    }

    private static String orDash(Long value) {
        return value == null ? "–" : count(value);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "–" : text;
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String seconds(double value) {
        return value == 0 ? "0 s" : FeatureUnit.NANOSECONDS.format(value * 1e9);
    }

    private static String percent(double share) {
        return percent(share, 1);
    }

    private static String percent(double share, int digits) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%." + digits + "f %%", share * 100);
    }

    private static String decimals(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String rate(Rate rate, int digits) {
        return Double.isNaN(rate.value())
                ? "– (no such requests)"
                : percent(rate.value(), digits) + "  (95 % interval " + percent(rate.low(), digits) + " to "
                        + percent(rate.high(), digits) + ")";
    }
}
