/**
 * {@code replay --sweep}: many runs on a few recordings. {@link io.finelame.replay.sweep.SweepFile} reads the parameters,
 * {@link io.finelame.replay.sweep.SweepPlan} has all runs, in groups that share a training set, a
 * {@link io.finelame.replay.sweep.SweepEngine} runs the groups here or elsewhere, and {@link io.finelame.replay.sweep.SweepWorker}
 * computes one. A row of runs.csv is a {@link io.finelame.run.SweepRow}.
 */
package io.finelame.replay.sweep;
