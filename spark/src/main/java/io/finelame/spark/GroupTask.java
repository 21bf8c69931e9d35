package io.finelame.spark;

import io.finelame.replay.sweep.SweepJob;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/**
 * Runs one group on an executor.
 *
 * @param recordings absolute paths, or URIs
 */
record GroupTask(String plan, List<String> recordings) implements Function<Integer, Report> {
    private static final long serialVersionUID = 1L;

    @Override
    public Report call(Integer group) {
        try {
            return new Report.Done(new SweepJob.Finished(group, ExecutorWorkers.of(this).run(group)));
        } catch (Throwable e) {
            return Report.Failed.of(group, SparkEnv.get().blockManager().blockManagerId().host(), e);
        }
    }
}
