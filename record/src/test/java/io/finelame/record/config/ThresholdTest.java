package io.finelame.record.config;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ThresholdTest {
    @ParameterizedTest
    @CsvSource({"sigma:0, SIGMA, 0", "sigma:5, SIGMA, 5", "mad:0, MAD, 0", "quantile:0, QUANTILE, 0",
            "quantile:1, QUANTILE, 1", "tail:0, TAIL, 0", "tail:0.999, TAIL, 0.999", "max, MAX, 0"})
    void parse_atTheEndsOfItsRange_isTaken(String text, Threshold.Kind kind, double value) {
        assertEquals(Optional.of(new Threshold(kind, value, false)), Threshold.parse(text));
        assertEquals(Optional.of(new Threshold(kind, value, true)), Threshold.parse("pooled-" + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sigma:-0.1", "mad:-1", "mad:NaN", "quantile:-0.1", "quantile:1.1", "tail:-0.1", "tail:1",
            "median:0.5", "sigma", "max:1"})
    void parse_beyondItsRange_isEmpty(String text) {
        assertEquals(Optional.empty(), Threshold.parse(text));
    }
}
