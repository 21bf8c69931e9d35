package io.finelame.replay.sweep;

import io.finelame.replay.sweep.RunRow.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ParetoFrontTest {
    private static RunResult run(long number, String recording, double recall, double falsePositives, double share) {
        return RunResult.parse(new RunRow().set(Column.RUN, number).set(Column.TEST_RECORDING, recording)
                .set(Column.RECALL, recall).set(Column.FALSE_POSITIVE_RATE, falsePositives)
                .set(Column.MEDIAN_CPU_SHARE, share).line());
    }

    private static List<Long> front(RunResult... runs) {
        return RunResult.paretoFront(List.of(runs)).stream().map(RunResult::number).toList();
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
