package io.finelame.analyze.chart;

import io.finelame.analyze.chart.Axis.Tick;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AxisTest {

    private static final Axis.Labels TEXT = value -> String.valueOf((float) value);

    private static List<String> labels(List<Tick> ticks) {
        return ticks.stream().map(Tick::label).toList();
    }

    @Test
    void linear_stepsOfOneFifth_areWrittenWithoutRoundingErrors() {
        Axis axis = Axis.linear("x", 0, 1.03, Double::toString);
        assertEquals(List.of("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"), labels(axis.ticks()));
    }

    @Test
    void aroundWhole_fewValues_hasNoTickBetweenWholeNumbers() {
        Axis axis = Axis.aroundWhole("k", new double[]{2, 3, 4}, TEXT);
        assertEquals(List.of("2.0", "3.0", "4.0"), labels(axis.ticks()));
    }

    @Test
    void fromZero_negativeValues_reachesBelowZero() {
        Axis axis = Axis.fromZero("score", DoubleStream.of(-7, 12), TEXT);
        assertTrue(axis.low() < -7 && axis.high() > 12, axis.toString());
    }

    @Test
    void log_withZeros_placesThemADecadeBelowTheLeastValue() {
        Axis axis = Axis.log("bytes", DoubleStream.of(0, 20, 700), TEXT);
        assertEquals(0, axis.place(0));
        assertEquals(List.of("0.0", "10.0", "100.0", "1000.0"), labels(axis.ticks()));
        assertTrue(axis.low() < 0);
    }

    @Test
    void log_manyDecades_labelsAFewAndMarksTheOthers() {
        Axis axis = Axis.log("ns", 0, 12, false, TEXT, 5);
        assertEquals(List.of(0.0, 3.0, 6.0, 9.0, 12.0), axis.ticks().stream().map(Tick::at).toList());
        assertTrue(axis.minor().stream().anyMatch(tick -> tick.at() == 4));
    }

    @Test
    void log_negativeValues_areSaidToBeThere() {
        Axis axis = Axis.log("score", DoubleStream.of(-3, 1, 10), TEXT);
        assertEquals("≤ 0", axis.ticks().getFirst().label());
    }

    @Test
    void symmetric_bothSides_isLinearUpToOneAndLogarithmicBeyond() {
        Axis axis = Axis.symmetric("component", DoubleStream.of(-20, 300), TEXT);
        assertEquals(-0.5, axis.place(-0.5));
        assertEquals(-2, axis.place(-10), 1e-12);
        assertEquals(3, axis.place(100), 1e-12);
        assertEquals(List.of("-10.0", "-1.0", "0.0", "1.0", "10.0", "100.0"), labels(axis.ticks()));
    }

    @Test
    void names_moreThanHaveRoom_labelsEveryNth() {
        Axis axis = Axis.names(null, List.of("a", "b", "c", "d", "e"), 3);
        assertEquals(List.of("a", "c", "e"), labels(axis.ticks()));
    }
}
