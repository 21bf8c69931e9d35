package io.finelame.record.stack;

import io.finelame.recording.StackSample;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class HeldSamplesTest {
    private final HeldSamples held = new HeldSamples();

    private static StackSample sample(long ts) {
        return new StackSample(ts, 0, 1, 2, 3, false);
    }

    @Test
    void take_batchThatAnotherWasMovedTo_hasTheSamplesOfBoth() {
        held.hold(1, sample(10));
        held.hold(2, sample(20));

        held.move(2, 1);

        assertEquals(List.of(sample(10), sample(20)), held.take(1));
        assertEquals(List.of(), held.take(2));
    }

    @Test
    void takeOlderThan_batchesOfBothAges_givesUpTheOld() {
        held.hold(1, sample(10));
        held.hold(2, sample(20));

        assertEquals(List.of(sample(10)), held.takeOlderThan(15));
        assertEquals(List.of(sample(20)), held.take(2));
    }

    @Test
    void hold_noRoom_isFalseUntilSomeAreTaken() {
        for (int i = 0; i < HeldSamples.MOST; i++) {
            held.hold(i % 100, sample(i));
        }

        assertFalse(held.hold(5, sample(1)));
        held.take(5);
        assertEquals(true, held.hold(5, sample(1)));
    }
}
