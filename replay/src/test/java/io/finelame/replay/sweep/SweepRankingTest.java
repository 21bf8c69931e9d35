package io.finelame.replay.sweep;

import io.finelame.run.SweepRow;
import io.finelame.run.table.SweepColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SweepRankingTest {
    private static SweepRow run(long number, String recording, double recall, double falsePositives, double share) {
        return SweepRow.parse(SweepRow.empty().set(SweepColumn.RUN, number).set(SweepColumn.TEST_RECORDING, recording)
                .set(SweepColumn.RECALL, recall).set(SweepColumn.FALSE_POSITIVE_RATE, falsePositives)
                .set(SweepColumn.MEDIAN_CPU_SHARE, share).line());
    }

    private static List<Long> front(SweepRow... rows) {
        return SweepRanking.paretoFront(List.of(rows)).stream().map(SweepRow::number).toList();
    }

    @Test
    void paretoFront_worseInOneThingOnly_isLeftOut() {
        assertEquals(List.of(1L, 3L),
                front(run(1, "a", 1, 0.01, 0.2), run(2, "a", 1, 0.02, 0.2), run(3, "a", 1, 0.02, 0.1)));
    }

    @Test
    void paretoFront_equalRuns_areBothKept() {
        assertEquals(List.of(1L, 2L), front(run(1, "a", 1, 0, 0.2), run(2, "a", 1, 0, 0.2)));
    }

    @Test
    void paretoFront_anotherRecording_isComparedByItself() {
        assertEquals(List.of(1L, 2L), front(run(1, "a", 1, 0, 0.2), run(2, "b", 0.5, 0.5, 0.5)));
    }

    @Test
    void paretoFront_runThatFindsNothing_isLeftOut() {
        assertEquals(List.of(2L), front(run(1, "a", 0, 0, Double.NaN), run(2, "a", 0.5, 0.1, 0.5)));
    }
}
