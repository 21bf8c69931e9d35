package io.finelame.analyze.evaluate;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfusionMatrixTest {

    @Test
    void of_requestsOfEveryKind_countsUnlabelledOnesNowhere() {
        Verdict[] verdicts = Stream.of(Verdict.of("regex", true), Verdict.of("upload", true),
                Verdict.of("regex", false), Verdict.of("legitimate", true), Verdict.of("legitimate", false),
                Verdict.of("legitimate", false), Verdict.of("legitimate", false), Verdict.of(null, true),
                Verdict.of(null, false)).toArray(Verdict[]::new);
        assertEquals(new ConfusionMatrix(2, 1, 1, 3), ConfusionMatrix.of(verdicts));
    }

    /** 8 of 10 attacks flagged, 2 of 100 legitimate requests flagged. */
    @Test
    void rates_ofAKnownMatrix_areThoseByHand() {
        ConfusionMatrix matrix = new ConfusionMatrix(8, 2, 2, 98);
        assertEquals(0.8, matrix.recall().value());
        assertEquals(0.8, matrix.precision().value());
        assertEquals(0.02, matrix.falsePositiveRate().value());
        assertEquals(0.8, matrix.f1());
    }

    /** 3 of 4 attacks flagged among 12 flagged: precision 1/4, recall 3/4, so F1 is 2 * 3/16 / 1. */
    @Test
    void f1_precisionAndRecallDiffer_isTheirHarmonicMean() {
        assertEquals(0.375, new ConfusionMatrix(3, 1, 9, 7).f1());
    }

    @Test
    void rates_noAttacks_areUnknownRatherThanZero() {
        ConfusionMatrix matrix = new ConfusionMatrix(0, 0, 0, 5);
        assertTrue(Double.isNaN(matrix.recall().value()));
        assertTrue(Double.isNaN(matrix.precision().value()));
        assertTrue(Double.isNaN(matrix.f1()));
        assertEquals(0, matrix.falsePositiveRate().value());
    }

    /** Wilson's interval for 8 of 10 with z = 1.96: (0.8 + 0.19208 ± 1.96 sqrt(0.016 + 0.009604)) / 1.38416. */
    @Test
    void rate_eightOfTen_hasWilsonsInterval() {
        Rate rate = Rate.of(8, 10);
        assertEquals(0.4902, rate.low(), 1e-4);
        assertEquals(0.9433, rate.high(), 1e-4);
    }

    @Test
    void rate_noneOfMany_leavesRoomAboveZero() {
        Rate rate = Rate.of(0, 100);
        assertEquals(0, rate.low(), 1e-12);
        assertEquals(0.0370, rate.high(), 1e-4);
    }
}
