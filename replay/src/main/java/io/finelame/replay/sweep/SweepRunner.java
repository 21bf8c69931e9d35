package io.finelame.replay.sweep;

import io.finelame.cli.Interruption;
import io.finelame.cli.file.InputException;
import io.finelame.cli.text.Nearest;
import io.finelame.cli.text.OneLine;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.run.SweepRow;
import io.finelame.run.labels.Labels;
import io.finelame.run.table.SweepColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** {@code replay --sweep}: from the options to the tables. */
public final class SweepRunner {
    private static final long MOST_RUNS = 1_000_000;

    private SweepRunner() {}

    /**
     * @param places paths or URIs of recordings
     * @param out a directory, or null for the default, or a URI where the results go as well
     */
    public static SweepResult run(SweepOptions options, List<String> places, String out, boolean quiet)
            throws IOException, InterruptedException {
        check(options, places);
        long began = System.nanoTime();
        SweepEngine engine = engine(options);
        boolean remote = out != null && isUri(out);
        Path directory = out != null && !remote ? Path.of(out) : Path.of("sweeps", name(options.file));
        Interruption.keeps(() -> Files.exists(directory)
                ? "what is in " + directory + " is kept; the same command resumes"
                : "nothing was written");
        try (SweepEngine.Recordings recordings = engine.open(places)) {
            List<SweepRow> results = run(options, engine, places, recordings.directories(), directory, quiet);
            if (remote) {
                engine.publish(directory, out);
            }
            String table = directory.resolve("runs.csv").toString();
            return new SweepResult(results, (System.nanoTime() - began) / 1e9,
                    remote ? List.of(table, out) : List.of(table));
        }
    }

    static boolean isUri(String place) {
        return place.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
    }

    private static List<SweepRow> run(SweepOptions options, SweepEngine engine, List<String> places,
            List<Path> recordings, Path directory, boolean quiet)
            throws IOException, InterruptedException {
        SweepPlan plan = SweepFile.read(options.file, header(recordings.getFirst()), ModelKinds.onClassPath().names(),
                labels(options));
        requireRuns(options.file, plan, recordings.size());
        List<SweepRow> results = new Sweep(plan, places, recordings, directory).run(engine, options.master, quiet)
                .stream()
                .map(SweepRow::parse).toList();
        warn(results);
        if (options.parquet) {
            SweepTable.writeParquet(results, directory.resolve("runs.parquet"));
        }
        if (options.top > 0) {
            TopRuns.write(plan, recordings, results, options.top, directory.resolve("top"));
        }
        return results;
    }

    /** Before any run is made: a grid grows with the product of its lists. */
    private static void requireRuns(Path file, SweepPlan plan, int recordings) {
        long runs = plan.count(recordings);
        require(runs > 0, file + ": test: other: expected at least two recordings");
        require(runs <= MOST_RUNS, String.format(Locale.ROOT,
                "%s: %s runs (%s): expected at most %,d; leave values out, or draw some of the runs by 'search: random'"
                        + " and 'samples'",
                file, runs == Long.MAX_VALUE ? "10^18 or more" : String.format(Locale.ROOT, "%,d", runs),
                plan.factors(), MOST_RUNS));
    }

    private static void check(SweepOptions options, List<String> recordings) {
        require(options.threads >= 1, "--threads " + options.threads + ": expected at least 1");
        require(options.top >= 0, "--top " + options.top + ": expected at least 0");
        require(options.top == 0 || !options.labels.isEmpty(), "--top: ranks runs by F1, which requires --labels");
        require(options.labels.size() <= 1 || options.labels.size() == recordings.size(),
                options.labels.size() + " --labels for " + recordings.size()
                        + " recordings: expected one for all, or one for each");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new InputException(problem);
        }
    }

    private static RecordingHeader header(Path recording) {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            return reader.header();
        }
    }

    /** Read here for their problems, then carried along as text to wherever the runs are computed. */
    private static List<String> labels(SweepOptions options) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : options.labels) {
            Labels.read(file);
            texts.add(Files.readString(file));
        }
        return texts;
    }

    private static SweepEngine engine(SweepOptions options) {
        if (options.engine.equals(SweepOptions.LOCAL)) {
            require(options.master == null, "--master: is Spark's; add --engine spark");
            return new LocalEngine(options.threads);
        }
        List<SweepEngine> found = ServiceLoader.load(SweepEngine.class).stream().map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(options.engine)).toList();
        require(!found.isEmpty(),
                Nearest.expected("--engine", options.engine, Stream.concat(Stream.of(SweepOptions.LOCAL),
                        ServiceLoader.load(SweepEngine.class).stream().map(engine -> engine.get().name())).toList()));
        return found.getFirst();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }

    private static void warn(List<SweepRow> results) {
        if (results.stream().anyMatch(result -> result.real(SweepColumn.TRAIN_ATTACKS) > 0)) {
            System.err.println("finelame: some runs have labelled attacks in their training window"
                    + " ('train_attacks'): their models learn attacks as normal");
        }
        if (results.stream().noneMatch(result -> result.problem().isEmpty())) {
            System.err.println("finelame: no run succeeded, e.g. run " + results.getFirst().number()
                    + ": " + OneLine.of(results.getFirst().problem()));
        }
    }
}
