package io.finelame.spark;

import io.finelame.replay.sweep.SweepJob;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/** A sweep's groups as a Spark job, a task for each group. */
final class RunningJob implements AutoCloseable {
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final SimpleFutureAction<BoxedUnit> job;
    private final CompletableFuture<Void> ended;

    private RunningJob(JavaSparkContext spark, GroupTask task, List<Integer> groups) {
        JavaRDD<Report> rdd = spark.parallelize(groups, groups.size()).map(task);
        Function1<Iterator<Report>, Report> only = (Function1<Iterator<Report>, Report> & Serializable) Iterator::next;
        Function2<Object, Report, BoxedUnit> add = (_, report) -> {
            reports.add(report);
            return BoxedUnit.UNIT;
        };
        Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
        List<Object> tasks = IntStream.range(0, groups.size()).<Object>mapToObj(i -> i).toList();
        job = spark.sc().submitJob(rdd.rdd(), only, CollectionConverters.asScala(tasks).toSeq(), add, nothing);
        ended = FutureConverters.asJava(job).<Void>handle((_, problem) -> {
            if (problem != null) {
                reports.add(new Report.Ended(problem));
            }
            return null;
        }).toCompletableFuture();
    }

    /** @param recordings absolute paths, or URIs */
    static RunningJob submit(JavaSparkContext spark, SweepJob job, List<String> recordings) {
        return new RunningJob(spark, new GroupTask(job.plan(), recordings), job.groups());
    }

    /** Waits for the next: each group's as soon as its task has ended. */
    Report next() throws InterruptedException {
        return reports.take();
    }

    /** Gives up what is not done, so that Spark starts no more of it. */
    @Override
    public void close() {
        job.cancel();
        ended.join();
    }
}
