package io.finelame.recording;

import io.finelame.cli.file.Checked;
import java.util.List;

/**
 * The counts that a recording ends with, for readers to check theirs against.
 *
 * @param reason why it ended, e.g. {@code duration}, {@code interrupted}, {@code target exited}
 * @param documents written before this one
 * @param entries datapoints written, all snapshots together
 * @param warnings what kept the recording from being what was asked for, a line each; none in a recording of an earlier version
 */
public record RecordingEnd(String reason, RecordingHeader.ClockPair clock, long documents, long snapshots, long entries,
        long requests, List<String> warnings) {
    private static final int MOST_WARNINGS = 100_000;

    public RecordingEnd {
        Checked.present("reason", reason);
        Checked.present("clock", clock);
        warnings = warnings == null ? List.of() : Checked.list("warnings", warnings, MOST_WARNINGS);
    }

    /** Without warnings. */
    public RecordingEnd(String reason, RecordingHeader.ClockPair clock, long documents, long snapshots, long entries,
            long requests) {
        this(reason, clock, documents, snapshots, entries, requests, List.of());
    }
}
