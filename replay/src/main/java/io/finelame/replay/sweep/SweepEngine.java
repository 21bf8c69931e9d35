package io.finelame.replay.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Where the groups of a sweep are run; found through ServiceLoader by its name. */
public interface SweepEngine {
    /** Recordings as directories of this machine, for as long as it is open. */
    interface Recordings extends AutoCloseable {
        /** In the order in which they were asked for. */
        List<Path> directories();

        @Override
        void close() throws IOException;
    }

    /** E.g. {@code local} or {@code spark}. */
    String name();

    /**
     * What the sweep itself reads of its recordings: headers and checksums.
     *
     * @param recordings paths or URIs
     */
    Recordings open(List<String> recordings) throws IOException;

    /** Copies a sweep's directory to where a URI says. */
    void publish(Path directory, String uri) throws IOException;

    /**
     * Runs the job's groups, in any order. A group's rows depend on nothing but the job.
     *
     * @param master where, e.g. {@code local[*]} or {@code spark://host:7077}; null for the engine's default
     * @param finished gets each group's rows as soon as they are there; one call at a time
     */
    void run(SweepJob job, String master, Consumer<SweepJob.Finished> finished)
            throws IOException, InterruptedException;
}
