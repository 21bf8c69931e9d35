package io.finelame.replay.sweep;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code replay --sweep}. */
public final class SweepOptions {
    static final String LOCAL = "local";

    @Option(names = "--sweep", paramLabel = "FILE", description = "Ask every question of this file (docs/sweep.md) and write runs.csv. A sweep that was killed goes on where it was.")
    public Path file;

    @Option(names = "--labels", paramLabel = "FILE", description = "The truth (labels.csv): one for all recordings, or one for each.")
    List<Path> labels = List.of();

    @Option(names = "--top", paramLabel = "N", description = "Keep the run directories of the N best runs, by F1.")
    int top;

    @Option(names = "--parquet", description = "Write runs.parquet as well.")
    boolean parquet;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one for each core.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--engine", paramLabel = "local|spark", defaultValue = LOCAL, description = "Where the runs are computed. Default: ${DEFAULT-VALUE}.")
    String engine = LOCAL;

    @Option(names = "--master", paramLabel = "URL", description = "Spark's master, e.g. local[*] or spark://host:7077.")
    String master;

    /** Whether there is anything that only a sweep heeds. */
    public boolean isAsked() {
        return !labels.isEmpty() || top != 0 || parquet || master != null || !engine.equals(LOCAL);
    }
}
