package io.finelame.record.stack;

import io.finelame.recording.StackFrame;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HottestFramesTest {
    private static final List<StackFrame> FRAMES = List.of(new StackFrame("parse", "server", StackFrame.Kind.NATIVE),
            new StackFrame("match", "server", StackFrame.Kind.NATIVE));

    private final HottestFrames hottest = new HottestFrames();

    @Test
    void of_requestSeenInTwoFunctions_isThatSeenMoreOften() {
        hottest.note(17, 0);
        hottest.note(17, 1);
        hottest.note(17, 1);
        hottest.note(18, 0);

        assertEquals("match", hottest.of(17, FRAMES::get).orElseThrow().function());
    }

    @Test
    void of_requestThatWasNotSampled_isEmpty() {
        assertEquals(Optional.empty(), hottest.of(17, FRAMES::get));
    }
}
