/**
 * The columns of the CSV files that {@code replay} writes: name, unit and meaning of each, once for the writer, the reader and the
 * tables in docs/run-directory.md and docs/sweep.md. Start at {@link io.finelame.run.table.RunFile}
 * and {@link io.finelame.run.table.SweepColumn}.
 */
package io.finelame.run.table;
