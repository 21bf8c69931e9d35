package io.finelame.replay.anomaly;

import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ThresholdRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TrainingDataTest {
    private static TrainingData with(Map<String, String> options) {
        return new TrainingData(List.of("REQ_CPUTIME"), new double[][]{{1}, {2}}, ThresholdRule.parse("max"), 42,
                options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "many | model option neighbors = 'many': expected a number from 1 to 100",
            "0    | model option neighbors = '0': expected a number from 1 to 100",
            "NaN  | model option neighbors = 'NaN': expected a number from 1 to 100",
            "2.5  | model option neighbors = '2.5': expected a whole number"})
    void option_noWholeNumberInRange_saysWhatWasExpected(String text, String message) {
        TrainingData data = with(Map.of("neighbors", text));

        assertEquals(message,
                assertThrows(ReplayException.class, () -> data.option("neighbors", 10, 1, 100)).getMessage());
    }

    @Test
    void option_notSet_isTheDefault() {
        assertEquals(10, with(Map.of()).option("neighbors", 10, 1, 100));
    }

    @Test
    void requireOptions_misspelled_namesTheNearest() {
        TrainingData data = with(Map.of("neigbors", "3"));

        assertEquals(
                "the nearest-neighbors model has no option 'neigbors', did you mean 'neighbors'?; it has neighbors",
                assertThrows(ReplayException.class,
                        () -> data.requireOptions("nearest-neighbors", List.of("neighbors"))).getMessage());
    }

    @Test
    void new_rowThatLacksAFeature_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TrainingData(List.of("REQ_CPUTIME", "REQ_PGFLT"),
                new double[][]{{1, 2}, {1}}, ThresholdRule.parse("max"), 42, Map.of()));
    }
}
