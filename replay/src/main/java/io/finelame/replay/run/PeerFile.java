package io.finelame.replay.run;

import io.finelame.record.inspect.PeerTable;
import io.finelame.record.summary.PeerSum;
import io.finelame.record.summary.PeerSums;
import io.finelame.replay.evaluate.Replay;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines of peers_L.csv: the sums of each peer's requests, of the whole recording, and how many of them were flagged. */
final class PeerFile {
    private PeerFile() {}

    static List<List<Object>> lines(PeerSums sums, Replay replay) {
        Map<String, Long> flagged = flagged(replay);
        return sums.peers().stream().map(sum -> sum.withFlagged(flagged.getOrDefault(sum.peer(), 0L)))
                .map(sum -> Arrays.asList(PeerTable.row(sum))).toList();
    }

    private static Map<String, Long> flagged(Replay replay) {
        Map<String, Long> flagged = new HashMap<>();
        for (int i : replay.flaggedRows()) {
            String origin = replay.table().origins()[replay.testRows()[i]];
            flagged.merge(origin.isEmpty() ? PeerSum.UNKNOWN : origin, 1L, Long::sum);
        }
        return flagged;
    }
}
