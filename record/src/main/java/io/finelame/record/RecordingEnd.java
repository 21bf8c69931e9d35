package io.finelame.record;

/**
 * The counts that a recording ends with, for readers to check theirs against.
 *
 * @param reason why it ended, e.g. {@code duration}, {@code interrupted}, {@code target exited}
 * @param documents written before this one
 * @param entries datapoints written, all snapshots together
 */
public record RecordingEnd(String reason, RecordingHeader.ClockPair clock, long documents, long snapshots, long entries,
        long requests) {}
