package io.finelame.spark;

import io.finelame.replay.sweep.SweepEngine;
import io.finelame.replay.sweep.SweepJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs a sweep's groups as one Spark job, a task for each group. Spark's settings are read from system properties, e.g.
 * {@code -Dspark.executor.memory=4g}; the master, the plugin and, for a local master, the jars are set here.
 */
public final class SparkEngine implements SweepEngine {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern FAILED_TASK = Pattern.compile("Task (\\d+) in stage");

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Recordings open(List<String> recordings) throws IOException {
        return FetchedRecordings.fetch(recordings, new Configuration());
    }

    /** File by file; other files that are there already stay. */
    @Override
    public void publish(Path directory, String uri) throws IOException {
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(uri);
        FileSystem files = target.getFileSystem(new Configuration());
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(file.toUri()),
                        new org.apache.hadoop.fs.Path(target, directory.relativize(file).toString()));
            }
        }
    }

    /**
     * @param master by default {@code local[*]}
     * @throws IOException if a group failed, or Spark did; the other groups are given up
     * @throws IllegalArgumentException for another kind of master
     */
    @Override
    public void run(SweepJob job, String master, Consumer<SweepJob.Finished> finished)
            throws IOException, InterruptedException {
        if (job.groups().isEmpty()) {
            return;
        }
        List<String> recordings = job.recordings().stream().map(SparkEngine::absolute).toList();
        try (JavaSparkContext spark = start(SparkMaster.parse(master == null ? "local[*]" : master));
                RunningJob running = RunningJob.submit(spark, job, recordings)) {
            for (int done = 0; done < job.groups().size(); done++) {
                switch (running.next()) {
                    case Report.Done group -> finished.accept(group.finished());
                    case Report.Failed group -> throw new IOException(group.line(), group.problem());
                    case Report.Ended all -> throw new IOException(line(all.problem(), job), all.problem());
                }
            }
        }
    }

    private static JavaSparkContext start(SparkMaster master) throws IOException {
        SparkConf configuration = new SparkConf().setAppName("finelame sweep").setMaster(master.url())
                .set("spark.plugins", ExecutorPlugins.class.getName()).setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.driver.maxResultSize", "0");
        if (master.isLocal()) {
            configuration.remove("spark.jars");
        }
        if (master.isThisMachine()) {
            configuration.setIfMissing("spark.driver.host", LOOPBACK).setIfMissing("spark.driver.bindAddress",
                    LOOPBACK);
        }
        master.requireAnswer();
        try {
            return new JavaSparkContext(configuration);
        } catch (Exception e) {
            throw new IOException("Spark did not start on " + master.url() + ": " + firstLine(e), e);
        }
    }

    /** A path is this machine's; a URI is everybody's. */
    private static String absolute(String recording) {
        return FetchedRecordings.isPath(recording) ? Path.of(recording).toAbsolutePath().toString() : recording;
    }

    private static String line(Throwable problem, SweepJob job) {
        Matcher task = FAILED_TASK.matcher(firstLine(problem));
        String which = task.find() ? " at group " + job.groups().get(Integer.parseInt(task.group(1))) : "";
        return "Spark gave up" + which + ": " + firstLine(problem);
    }

    private static String firstLine(Throwable problem) {
        return String.valueOf(problem.getMessage()).lines().findFirst().orElse(problem.toString());
    }
}
