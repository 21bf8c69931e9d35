package io.finelame.replay.sweep;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of {@code replay --sweep}. */
public final class SweepOptions {
    static final String LOCAL = "local";

    @Option(names = "--sweep", paramLabel = "FILE", description = "Run the parameter sweep described in FILE (docs/sweep.md) and write runs.csv. An interrupted sweep resumes.")
    public Path file;

    @Option(names = "--labels", paramLabel = "FILE", description = "Ground truth (labels.csv): one file for all recordings, or one for each.")
    List<Path> labels = List.of();

    @Option(names = "--top", paramLabel = "N", description = "Keep the run directories of the N best runs by F1.")
    int top;

    @Option(names = "--parquet", description = "Also write runs.parquet.")
    boolean parquet;

    @Option(names = "--threads", paramLabel = "N", description = "Number of threads. Default: one per core.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--engine", paramLabel = "local|spark", defaultValue = LOCAL, description = "Where to compute the runs. Default: ${DEFAULT-VALUE}.")
    String engine = LOCAL;

    @Option(names = "--master", paramLabel = "URL", description = "Spark's master, e.g. local[*] or spark://host:7077.")
    String master;

    /** Whether an option was given that requires --sweep. */
    public boolean isAsked() {
        return !labels.isEmpty() || top != 0 || parquet || master != null || !engine.equals(LOCAL);
    }
}
