package io.finelame.replay.detect;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DriftTest {
    private static Drift after(int... flaggedOfHundred) {
        Drift drift = new Drift(15);
        for (int flagged : flaggedOfHundred) {
            drift.add(100, flagged);
        }
        return drift;
    }

    @Test
    void notice_mostOfSeveralWindowsFlagged_asksWhetherTheServerChanged() {
        assertEquals(Optional.of("98 % flagged for 3 windows of 15.0 s: has the server changed? Detect anew, or with"
                + " --adopt-after N"), after(0, 96, 98, 100).notice(0));
    }

    @Test
    void notice_adoptionAsked_saysWhen() {
        assertEquals(
                Optional.of("60 % flagged for 1 window of 15.0 s: has the server changed? Its requests are taken for"
                        + " normal after 2 (--adopt-after)"),
                after(60).notice(2));
        assertEquals(
                Optional.of("60 % flagged for 2 windows of 15.0 s: has the server changed? Its requests are taken for"
                        + " normal from now on (--adopt-after)"),
                after(60, 60).notice(2));
    }

    @Test
    void notice_attacksAmongVisitors_isNone() {
        assertEquals(Optional.empty(), after(0, 10, 50).notice(0));
    }

    @Test
    void add_windowWithHardlyAnyRequest_changesNothing() {
        Drift drift = after(100, 100);
        drift.add(2, 0);

        assertEquals(2, drift.windows());
    }

    @Test
    void add_windowThatIsAccepted_startsAnew() {
        assertEquals(1, after(100, 100, 0, 100).windows());
    }
}
