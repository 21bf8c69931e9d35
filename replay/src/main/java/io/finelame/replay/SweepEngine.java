package io.finelame.replay;

import java.io.IOException;
import java.util.function.Consumer;

/** Where the groups of a sweep are run; found through ServiceLoader by its name. */
public interface SweepEngine {
    /** E.g. {@code local} or {@code spark}. */
    String name();

    /**
     * Runs the job's groups, in any order. A group's rows depend on nothing but the job.
     *
     * @param master where, e.g. {@code local[*]} or {@code spark://host:7077}; null for the engine's default
     * @param finished gets each group's rows as soon as they are there; one call at a time
     */
    void run(SweepJob job, String master, Consumer<SweepJob.Finished> finished)
            throws IOException, InterruptedException;
}
