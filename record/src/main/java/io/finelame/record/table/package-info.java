/**
 * Tables with typed columns as CSV and Parquet. A {@link io.finelame.record.table.TableSink} takes rows of any length without
 * keeping them.
 */
package io.finelame.record.table;
