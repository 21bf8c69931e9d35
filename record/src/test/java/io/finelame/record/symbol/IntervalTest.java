package io.finelame.record.symbol;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IntervalTest {
    @Test
    void runIfDue_firstTime_runs() {
        assertTrue(new Interval(1000).runIfDue(() -> {}));
    }

    @Test
    void runIfDue_soonAfterwards_doesNotRun() {
        Interval interval = new Interval(100_000);
        interval.run(() -> {});

        assertFalse(interval.runIfDue(() -> {}));
    }

    @Test
    void runIfDue_jobThatTakesLong_waitsTenTimesAsLong() throws Exception {
        Interval interval = new Interval(0);
        interval.run(IntervalTest::sleep);
        Thread.sleep(200);

        assertFalse(interval.runIfDue(() -> {}));
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
