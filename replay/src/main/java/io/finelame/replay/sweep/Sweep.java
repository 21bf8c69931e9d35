package io.finelame.replay.sweep;

import io.finelame.cli.Interruption;
import io.finelame.cli.Progress;
import io.finelame.cli.file.OutputFile;
import io.finelame.run.SweepRow;
import io.finelame.run.SweepRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Runs every combination of a plan and keeps the results in a directory, docs/sweep.md. */
public final class Sweep {
    private final SweepPlan plan;
    private final List<String> places;
    private final List<Path> recordings;
    private final Path directory;

    /**
     * @param places paths or URIs of the recordings
     * @param recordings the same as directories of this machine
     */
    public Sweep(SweepPlan plan, List<String> places, List<Path> recordings, Path directory) {
        this.plan = plan;
        this.places = places;
        this.recordings = recordings;
        this.directory = directory;
    }

    /**
     * Does what is not done yet.
     *
     * @param master the engine's; null for its default
     * @param quiet without a progress bar
     * @return lines of runs.csv, without the header
     */
    public List<String> run(SweepEngine engine, String master, boolean quiet) throws IOException, InterruptedException {
        try (SweepJournal journal = SweepJournal.open(directory, plan, places, recordings)) {
            List<SweepGroup> groups = plan.groups(recordings.size());
            AtomicLong done = new AtomicLong(groups.stream().filter(group -> journal.isDone(group.number()))
                    .mapToLong(group -> group.runs().size()).sum());
            long all = plan.count(recordings.size());
            Interruption.keeps(() -> String.format(Locale.ROOT, "%,d of %,d runs are in %s; the same command resumes",
                    done.get(), all, directory));
            List<Integer> missing = groups.stream().map(SweepGroup::number).filter(group -> !journal.isDone(group))
                    .toList();
            if (!missing.isEmpty()) {
                SweepJob job = new SweepJob(places.stream().map(Sweep::absolute).toList(), plan.json(), missing);
                try (Progress progress = Progress.ofSteps("runs", all, quiet)) {
                    progress.to(done.get());
                    engine.run(job, master, finished -> {
                        journal.add(finished);
                        progress.to(done.addAndGet(finished.rows().size()));
                    });
                }
            }
            List<String> rows = journal.rows();
            write(rows);
            return rows;
        }
    }

    private static String absolute(String place) {
        return SweepRunner.isUri(place) ? place : Path.of(place).toAbsolutePath().toString();
    }

    private void write(List<String> rows) throws IOException {
        write(SweepRuns.FILE, rows);
        Map<Long, String> byNumber = new HashMap<>();
        List<SweepRow> results = rows.stream().map(SweepRow::parse).toList();
        for (int i = 0; i < rows.size(); i++) {
            byNumber.put(results.get(i).number(), rows.get(i));
        }
        write("pareto.csv", SweepRanking.paretoFront(results).stream().map(run -> byNumber.get(run.number())).toList());
    }

    private void write(String file, List<String> rows) throws IOException {
        OutputFile.writeText(directory.resolve(file), out -> {
            out.write(SweepRow.header() + "\n");
            for (String row : rows) {
                out.write(row + "\n");
            }
        });
    }
}
