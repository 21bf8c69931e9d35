package io.finelame.replay.sweep;

import io.finelame.run.SweepRow;
import java.util.List;

/**
 * What came of a sweep.
 *
 * @param places where the table is
 */
public record SweepResult(List<SweepRow> results, double seconds, List<String> places) {
    public SweepResult {
        results = List.copyOf(results);
        places = List.copyOf(places);
    }

    /** Whether any run could be done. */
    public boolean isAnyDone() {
        return results.stream().anyMatch(result -> result.problem().isEmpty());
    }
}
