/**
 * Writes a run directory, docs/run-directory.md: {@link io.finelame.replay.run.RunDirectory} writes its CSV files, and
 * {@link io.finelame.replay.run.RunDescription} run.json. {@code io.finelame.run} reads them.
 */
package io.finelame.replay.run;
