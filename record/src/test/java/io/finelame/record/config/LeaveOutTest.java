package io.finelame.record.config;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LeaveOutTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "first", "first:2", "first:9999", "unanswered", "first unanswered"})
    void toString_anyKinds_isWhatIsParsed(String text) {
        assertEquals(text, LeaveOut.ofText(text).toString());
    }

    @Test
    void isEmpty_none_isTrue() {
        assertTrue(LeaveOut.parse(List.of("none")).isEmpty());
    }

    @Test
    void problem_noneAmongOthers_isReported() {
        assertEquals(Optional.of("leave_out 'none,first': expected 'none' alone"),
                LeaveOut.problem("leave_out", List.of("none", "first")));
        assertEquals(Optional.empty(), LeaveOut.problem("leave_out", List.of("first", "unanswered")));
        assertEquals(Optional.empty(), LeaveOut.problem("leave_out", List.of("none")));
    }
}
