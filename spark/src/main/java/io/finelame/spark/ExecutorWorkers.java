package io.finelame.spark;

import io.finelame.replay.sweep.SweepWorker;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The recordings that this executor has opened: once, for all of its tasks. Thread-safe. */
final class ExecutorWorkers {
    private static final Map<GroupTask, OpenWorker> OPEN = new HashMap<>();

    private record OpenWorker(SweepWorker worker, FetchedRecordings recordings) {}

    private ExecutorWorkers() {}

    /** The others wait while the first one opens. */
    static synchronized SweepWorker of(GroupTask task) throws IOException {
        OpenWorker open = OPEN.get(task);
        if (open == null) {
            open = open(task);
            OPEN.put(task, open);
        }
        return open.worker;
    }

    private static OpenWorker open(GroupTask task) throws IOException {
        FetchedRecordings recordings = FetchedRecordings.fetch(task.recordings(),
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
        try {
            return new OpenWorker(SweepWorker.open(task.plan(), recordings.directories()), recordings);
        } catch (RuntimeException e) {
            recordings.close();
            throw e;
        }
    }

    static synchronized void close() throws IOException {
        for (OpenWorker open : OPEN.values()) {
            open.recordings.close();
        }
        OPEN.clear();
    }
}
