package io.finelame.replay.sweep;

import io.finelame.cli.file.Checked;
import io.finelame.run.SweepRow;
import java.io.Serializable;
import java.util.List;

/**
 * All that a {@link SweepWorker} needs, on whatever machine.
 *
 * @param recordings paths or URIs of recordings
 * @param plan the sweep's plan as JSON
 * @param groups numbers of the groups that are to be run
 */
public record SweepJob(List<String> recordings, String plan, List<Integer> groups) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** @param rows lines of runs.csv, their run's number first */
    public record Finished(int group, List<String> rows) implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 1_000_000;

        /** It may be read from a journal. */
        public Finished {
            Checked.number("group", group, 0, MOST);
            rows = Checked.list("rows", rows, MOST);
            rows.forEach(SweepRow::parse);
        }
    }
}
