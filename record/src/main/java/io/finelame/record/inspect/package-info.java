/**
 * {@code finelame inspect}: describes a recording, or exports it as a table. Each table is a
 * {@link io.finelame.record.inspect.RecordingTable} with its columns.
 */
package io.finelame.record.inspect;
