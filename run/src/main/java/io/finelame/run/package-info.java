/**
 * Reads what {@code replay} writes. {@link io.finelame.run.RunDirectory} reads a run directory into a {@link io.finelame.run.Run},
 * one array per column, and checks that its files belong together; {@link io.finelame.run.SweepRuns} reads a sweep's runs.csv. It depends
 * on the documented files (docs/run-directory.md), not on the code that writes them.
 */
package io.finelame.run;
