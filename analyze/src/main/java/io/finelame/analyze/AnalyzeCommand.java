package io.finelame.analyze;

import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.evaluate.Comparison;
import io.finelame.analyze.evaluate.Evaluation;
import io.finelame.analyze.leaderboard.ChosenPoints;
import io.finelame.analyze.leaderboard.JudgedRun;
import io.finelame.analyze.leaderboard.Leaderboard;
import io.finelame.analyze.leaderboard.LeaderboardFiles;
import io.finelame.analyze.leaderboard.RecordingSplit;
import io.finelame.analyze.paper.PaperFigures;
import io.finelame.analyze.paper.PaperTables;
import io.finelame.analyze.paper.TableFormat;
import io.finelame.analyze.plot.ComparisonFigures;
import io.finelame.analyze.plot.RunFigures;
import io.finelame.analyze.plot.sweep.SweepFigures;
import io.finelame.analyze.report.HtmlReport;
import io.finelame.analyze.report.ReportData;
import io.finelame.analyze.report.RunViewBuilder;
import io.finelame.analyze.report.SweepViewBuilder;
import io.finelame.analyze.terminal.TerminalSummary;
import io.finelame.cli.CommandErrors;
import io.finelame.cli.Interruption;
import io.finelame.cli.Progress;
import io.finelame.cli.Subcommand;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.OutputFile;
import io.finelame.run.RunDirectory;
import io.finelame.run.RunNames;
import io.finelame.run.SweepRuns;
import io.finelame.run.labels.Labels;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finelame analyze}: what each run caught, how early, and at what false-alarm rate. */
@Command(name = "finelame analyze", sortOptions = false, mixinStandardHelpOptions = true, header = "Turn runs into tables, plots and a report.", description = {
        "Shows what runs caught, how early and at what false-alarm rate:",
        "a summary here, and one HTML report that opens offline."}, footerHeading = "%nExamples:%n", footer = {
                "  finelame analyze runs/monday",
                "  finelame analyze runs/monday runs/monday-k5 --labels labels.csv --latex t.tex",
                "  finelame analyze --labels labels.csv --out report.html runs/monday",
                "  finelame analyze sweeps/models --leaderboard board.md --split split.csv"})
public final class AnalyzeCommand implements Subcommand {

    private static final int POINTS_OF_ONE_RUN = 10_000;
    private static final int POINTS_OF_ALL_RUNS = 100_000;
    private static final int LEAST_POINTS = 1_000;
    private static final int SUMMARISED_RUNS = 3;
    private static final int RUNS_OF_ONE_SWEEP = 10_000;
    private static final int SUMMARY_CHARS = 1 << 16;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of runs or sweeps, as finelame replay writes them.")
    private List<Path> directories;

    @Option(names = "--labels", paramLabel = "FILE", description = "Ground truth: CSV of label and one or more of req_id, origin_ip, from_ts, to_ts. The first line that applies to a request wins; 'legitimate' is not an attack.")
    private Path labelsFile;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "report.html", description = "Path of the report (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--latex", paramLabel = "FILE", description = "Write LaTeX tables for a paper (booktabs); - prints them.")
    private Path latex;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables in Markdown; - prints them.")
    private Path markdown;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the tables as JSON, in full precision; - prints them.")
    private Path json;

    @Option(names = "--figures", paramLabel = "DIR", description = "Write each plot as SVG, PDF and PNG of print size, with its data as CSV beside it.")
    private Path figures;

    @Option(names = "--leaderboard", paramLabel = "FILE.md", description = "Rank the models of one sweep over its recordings: tables in Markdown, and as FILE.csv beside it.")
    private Path leaderboard;

    @Option(names = "--split", paramLabel = "FILE", description = "Write one leaderboard per split. CSV with the header recording,split and one line for each recording.")
    private Path split;

    @Option(names = "--choose-on", paramLabel = "SPLIT", description = "Rank one combination of parameters of each model and scoring: the best on this split, of those with at most 0.1 %% false positives there.")
    private String chooseOn;

    @Option(names = "--quiet", description = "Write the report, and print nothing but errors.")
    private boolean quiet;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    public AnalyzeCommand() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static CommandLine commandLine() {
        return CommandErrors.commandLine(new AnalyzeCommand());
    }

    @Override
    public Integer call() throws IOException {
        try (Progress progress = Progress.ofSteps("analyzing", directories.size() + 1L, quiet)) {
            return analyze(progress);
        }
    }

    private int analyze(Progress progress) throws IOException {
        Interruption.keeps(() -> "each file is complete or as it was before; run the command again");
        Map<TableFormat, Path> wanted = wantedTables();
        Optional<LeaderboardFiles> ranked = leaderboardFiles();
        requireWritable(out);
        ranked.ifPresent(files -> {
            requireWritable(files.markdown());
            requireWritable(files.csv());
        });
        for (Path file : wanted.values()) {
            if (!isStandardOutput(file)) {
                requireWritable(file);
            }
        }
        Optional<PaperFigures> drawn = figures == null ? Optional.empty() : Optional.of(PaperFigures.into(figures));
        analyze(wanted, drawn, ranked, progress);
        return CommandLine.ExitCode.OK;
    }

    private Optional<LeaderboardFiles> leaderboardFiles() {
        if (leaderboard == null) {
            if (split != null) {
                throw new InputException("--split: expected with --leaderboard");
            }
            if (chooseOn != null) {
                throw new InputException("--choose-on: expected with --leaderboard and --split");
            }
            return Optional.empty();
        }
        if (directories.size() > 1 || !SweepRuns.isIn(directories.getFirst())) {
            throw new InputException("--leaderboard: expected one sweep, as finelame replay --sweep writes it; found "
                    + directories.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return Optional.of(LeaderboardFiles.of(leaderboard));
    }

    /** One for each split, of the only sweep. */
    private List<Leaderboard> leaderboards() {
        List<JudgedRun> judged = JudgedRun.read(directories.getFirst());
        List<String> recordings = judged.stream().map(run -> run.recordings().test()).distinct().toList();
        Map<String, List<String>> splits = split == null
                ? Map.of("", recordings)
                : RecordingSplit.read(split).of(recordings);
        List<JudgedRun> compared = chooseOn == null ? judged : chosen(splits, judged);
        return splits.entrySet().stream().map(its -> Leaderboard.of(its.getKey(), its.getValue(), compared)).toList();
    }

    private List<JudgedRun> chosen(Map<String, List<String>> splits, List<JudgedRun> judged) {
        if (!splits.containsKey(chooseOn)) {
            throw new InputException("--choose-on " + chooseOn + ": " + (split == null
                    ? "expected with --split, which names it"
                    : "no such split in " + split + "; expected " + String.join(" or ", splits.keySet())));
        }
        return ChosenPoints.of(Leaderboard.of(chooseOn, splits.get(chooseOn), judged), judged);
    }

    private void analyze(Map<TableFormat, Path> wanted, Optional<PaperFigures> drawn,
            Optional<LeaderboardFiles> ranked, Progress progress) throws IOException {
        List<Leaderboard> leaderboards = ranked.isPresent() ? leaderboards() : List.of();
        List<String> names = RunNames.of(directories);
        Map<Boolean, List<Integer>> areSweeps = IntStream.range(0, directories.size()).boxed()
                .collect(Collectors.partitioningBy(i -> SweepRuns.isIn(directories.get(i))));
        List<Integer> runs = areSweeps.get(false);
        Optional<Labels> labels = Optional.ofNullable(labelsFile).map(Labels::read);
        PaperTables tables = new PaperTables();
        boolean printed = wanted.values().stream().anyMatch(AnalyzeCommand::isStandardOutput);
        PrintWriter shown = printed ? spec.commandLine().getErr() : spec.commandLine().getOut();
        // Held back until the end: lines would tear the progress bar.
        PrintWriter terminal = new PrintWriter(quiet ? Writer.nullWriter() : new BufferedWriter(shown, SUMMARY_CHARS));
        TerminalSummary summary = new TerminalSummary(terminal, CommandErrors.colours().enabled());
        List<ReportData.RunView> views = new ArrayList<>();
        ComparisonFigures comparison = new ComparisonFigures();
        List<Comparison> compared = new ArrayList<>();
        List<ReportData.SweepView> sweeps = new ArrayList<>();
        for (int i : areSweeps.get(true)) {
            SweepRuns sweep = SweepRuns.read(directories.get(i), names.get(i));
            summary.print(sweep);
            tables.add(sweep);
            SweepFigures charts = new SweepFigures(sweep, RUNS_OF_ONE_SWEEP);
            if (drawn.isPresent()) {
                drawn.get().addSweep(sweep.name(), charts.figures());
            }
            sweeps.add(SweepViewBuilder.build(sweep, charts, RUNS_OF_ONE_SWEEP));
            progress.to(sweeps.size());
        }
        for (int i : runs) {
            Evaluation evaluation = Evaluation.of(RunDirectory.read(directories.get(i), names.get(i)), labels);
            RunFigures charts = RunFigures.of(evaluation, pointsPerRun());
            views.add(new RunViewBuilder(charts).build());
            comparison.add(evaluation, charts.histograms());
            compared.add(Comparison.of(evaluation));
            tables.add(evaluation);
            if (drawn.isPresent()) {
                drawn.get().addRun(evaluation.run().name(), charts.figures());
            }
            if (runs.size() <= SUMMARISED_RUNS) {
                summary.print(evaluation);
            }
            progress.to((long) sweeps.size() + views.size());
        }
        if (compared.size() > 1) {
            summary.compare(compared);
        }
        FigureSet sideBySide = comparison.figures();
        HtmlReport.write(new ReportData(labels.map(l -> l.path().toString()).orElse(null), views,
                views.size() > 1 ? ReportData.comparison(comparison.drawn(), sideBySide) : null, sweeps), out);
        for (Map.Entry<TableFormat, Path> entry : wanted.entrySet()) {
            write(entry.getKey().write(tables.tables()), entry.getValue());
        }
        if (drawn.isPresent()) {
            drawn.get().addComparison(sideBySide);
        }
        if (ranked.isPresent()) {
            ranked.get().write(names.getFirst(), leaderboards);
        }
        progress.close();
        drawn.ifPresent(all -> all.print(terminal, figures));
        ranked.ifPresent(files -> files.print(terminal));
        summary.written(out);
    }

    private Map<TableFormat, Path> wantedTables() {
        Map<TableFormat, Path> wanted = new EnumMap<>(TableFormat.class);
        if (latex != null) {
            wanted.put(TableFormat.LATEX, latex);
        }
        if (markdown != null) {
            wanted.put(TableFormat.MARKDOWN, markdown);
        }
        if (json != null) {
            wanted.put(TableFormat.JSON, json);
        }
        return wanted;
    }

    private static boolean isStandardOutput(Path file) {
        return file.toString().equals("-");
    }

    private void write(String text, Path file) throws IOException {
        if (isStandardOutput(file)) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            OutputFile.writeString(file, text);
        }
    }

    private int pointsPerRun() {
        return Math.clamp(POINTS_OF_ALL_RUNS / directories.size(), LEAST_POINTS, POINTS_OF_ONE_RUN);
    }

    private static void requireWritable(Path out) {
        Path directory = out.toAbsolutePath().getParent();
        if (isStandardOutput(out)) {
            throw new InputException(out, "expected a file; --latex, --markdown and --json take - for standard output");
        }
        if (Files.isDirectory(out)) {
            throw new InputException(out, "is a directory; --out expects a file");
        }
        if (directory == null || !Files.isDirectory(directory)) {
            throw new InputException(out, "its directory does not exist; make it first or choose another --out");
        }
    }
}
