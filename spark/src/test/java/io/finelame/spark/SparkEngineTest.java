package io.finelame.spark;

import io.finelame.replay.sweep.SweepEngine;
import io.finelame.replay.sweep.SweepJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class SparkEngineTest {
    private static LocalSweep local;

    @BeforeAll
    static void sweepLocally(@TempDir Path directory) throws IOException {
        local = LocalSweep.run(directory.resolve("local"));
    }

    private static List<SweepJob.Finished> run(SweepJob job) throws IOException, InterruptedException {
        List<SweepJob.Finished> finished = new ArrayList<>();
        new SparkEngine().run(job, "local[2]", finished::add);
        return finished;
    }

    @Test
    void load_services_findSpark() {
        SweepEngine engine = ServiceLoader.load(SweepEngine.class).findFirst().orElseThrow();

        assertInstanceOf(SparkEngine.class, engine);
        assertEquals("spark", engine.name());
    }

    @Test
    void run_twentyGroups_eachOnceAndAsTheLocalEngineDoes() throws Exception {
        SweepJob job = local.job(LocalSweep.RECORDING.toString());

        List<SweepJob.Finished> finished = run(job);

        assertEquals(job.groups(), finished.stream().map(SweepJob.Finished::group).sorted().toList());
        assertEquals(local.rows(),
                LocalSweep.comparable(finished.stream().flatMap(group -> group.rows().stream()).toList()));
    }

    @Test
    void run_someGroups_noOthers() throws Exception {
        SweepJob job = new SweepJob(List.of(LocalSweep.RECORDING.toString()), local.plan(), List.of(13, 4));

        assertEquals(List.of(4, 13), run(job).stream().map(SweepJob.Finished::group).sorted().toList());
    }

    @Test
    void run_groupThatFails_saysWhichAndWhy() {
        SweepJob job = new SweepJob(List.of(LocalSweep.RECORDING.toString()), local.plan(), List.of(999));

        IOException failure = assertThrows(IOException.class, () -> run(job));

        assertEquals("group 999 failed on 127.0.0.1: java.lang.IndexOutOfBoundsException: "
                + "Index 999 out of bounds for length 20", failure.getMessage());
        assertTrue(List.of(failure.getCause().getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().endsWith("SweepWorker")));
    }

    @Test
    void run_recordingThatTheExecutorDoesNotSee_saysWhatToDo() {
        SweepJob job = new SweepJob(List.of("/nowhere/monday"), local.plan(), List.of(3));

        assertEquals("group 3 failed on 127.0.0.1: /nowhere/monday is not a directory there: put the recording where "
                + "every executor sees it, or give a URI such as hdfs://host/monday",
                assertThrows(IOException.class, () -> run(job)).getMessage());
    }

    @Test
    void run_finishedThrows_endsTheJob() {
        SweepJob job = local.job(LocalSweep.RECORDING.toString());

        assertEquals("disk full", assertThrows(IllegalStateException.class,
                () -> new SparkEngine().run(job, "local[2]", _ -> {
                    throw new IllegalStateException("disk full");
                })).getMessage());
    }

    @Test
    void run_recordingOnAnotherFileSystem_isCopied() throws Exception {
        System.setProperty("spark.hadoop.fs.viewfs.mounttable.lab.link./nodejs",
                LocalSweep.RECORDING.toRealPath().getParent().toUri().toString());

        List<SweepJob.Finished> finished = run(local.job("viewfs://lab/nodejs/recording"));

        assertEquals(local.rows(),
                LocalSweep.comparable(finished.stream().flatMap(group -> group.rows().stream()).toList()));
    }

    @Test
    void publish_aSweepsDirectory_isFoundAtTheUri(@TempDir Path directory) throws Exception {
        Path sweep = Files.createDirectories(directory.resolve("sweep/top"));
        Files.writeString(sweep.resolve("model.json"), "{}");
        Path target = directory.resolve("published");
        Files.writeString(Files.createDirectories(target).resolve("mine"), "stays");

        new SparkEngine().publish(directory.resolve("sweep"), target.toUri().toString());

        assertEquals("{}", Files.readString(target.resolve("top/model.json")));
        assertEquals("stays", Files.readString(target.resolve("mine")));
    }
}
