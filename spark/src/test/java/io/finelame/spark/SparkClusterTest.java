package io.finelame.spark;

import io.finelame.replay.sweep.SweepJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Timeout(60)
@Tag("slow")
class SparkClusterTest {
    @TempDir
    private static Path directory;
    private static LocalSweep local;

    @BeforeAll
    static void sweepLocally() throws IOException {
        local = LocalSweep.run(directory.resolve("local"));
    }

    @Test
    void launcher_engineSpark_sameTableAsTheLocalEngine(@TempDir Path home) throws Exception {
        Path out = directory.resolve("spark");
        try (SparkCluster cluster = SparkCluster.start(home)) {
            Process launcher = new ProcessBuilder("../finelame", "replay", "--sweep", LocalSweep.FILE.toString(),
                    LocalSweep.RECORDING.toString(), "--engine", "spark", "--master", cluster.url(), "--out",
                    out.toString()).redirectErrorStream(true).start();
            String output = new String(launcher.getInputStream().readAllBytes());

            assertEquals(0, launcher.waitFor(), output);
            assertEquals(1, cluster.executorsSeen());
        }
        assertEquals(local.rows(), LocalSweep.rows(out));
    }

    @Test
    void run_executorDies_itsGroupsAreRunElsewhere(@TempDir Path home) throws Exception {
        SweepJob job = local.job(LocalSweep.RECORDING.toString());
        List<SweepJob.Finished> finished = new ArrayList<>();
        System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        try (SparkCluster cluster = SparkCluster.start(home)) {
            new SparkEngine().run(job, cluster.url(), group -> {
                if (finished.isEmpty()) {
                    cluster.executors().forEach(ProcessHandle::destroyForcibly);
                }
                finished.add(group);
            });
            assertEquals(2, cluster.executorsSeen());
        } finally {
            System.clearProperty("spark.executor.extraClassPath");
        }
        assertEquals(job.groups(), finished.stream().map(SweepJob.Finished::group).sorted().toList());
        assertEquals(local.rows(),
                LocalSweep.comparable(finished.stream().flatMap(group -> group.rows().stream()).toList()));
    }
}
