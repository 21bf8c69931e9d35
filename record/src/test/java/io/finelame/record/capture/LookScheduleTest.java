package io.finelame.record.capture;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LookScheduleTest {
    private static final long MS = 1_000_000;

    private final LookSchedule schedule = new LookSchedule(4_000 * MS);

    /** Asks every 100 ms without a change. @return when it was due, ms */
    private List<Integer> due(int fromMs, int untilMs) {
        List<Integer> times = new ArrayList<>();
        for (int now = fromMs; now <= untilMs; now += 100) {
            if (schedule.isDue(now * MS, false)) {
                times.add(now);
            }
        }
        return times;
    }

    @Test
    void isDue_withoutChanges_pausesDoubleUpToTheLongest() {
        assertEquals(List.of(0, 500, 1500, 3500, 7500, 11500), due(0, 12_000));
    }

    @Test
    void isDue_changeAfterALongPause_isDueAtOnceAndThenSoon() {
        due(0, 9_000);

        assertTrue(schedule.isDue(9_100 * MS, true));
        assertEquals(List.of(9_600, 10_600), due(9_200, 11_000));
    }

    @Test
    void isDue_changesInQuickSuccession_areLookedAtOnceInHalfASecond() {
        assertTrue(schedule.isDue(0, true));
        assertFalse(schedule.isDue(100 * MS, true));
        assertFalse(schedule.isDue(400 * MS, false));
        assertTrue(schedule.isDue(500 * MS, false));
    }
}
