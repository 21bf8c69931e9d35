/**
 * A sweep as an Apache Spark job: {@link io.finelame.spark.SparkEngine} is a
 * {@link io.finelame.replay.sweep.SweepEngine} that sends groups of runs to executors, with the recordings fetched once for each.
 */
package io.finelame.spark;
