package io.finelame.record.config;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ClusterFloorTest {
    @ParameterizedTest
    @CsvSource({"1%, 1000, 11", "1%, 818, 9", "1%, 20, 5", "0.5%, 10000, 51", "8, 20, 8", "1, 1000000, 1",
            "0%, 1000, 5",
            "50%, 1000, 501", "1000000000, 20, 1000000000"})
    void of_trainingSet_isMoreThanThePercentageAndAtLeastFive(String floor, int requests, int least) {
        assertEquals(least, ClusterFloor.parse(floor).orElseThrow().of(requests));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "0", "1.5", "-1%", "51%", "1000000001", "many", "NaN", "NaN%"})
    void parse_noFloor_isEmpty(String text) {
        assertEquals(Optional.empty(), ClusterFloor.parse(text));
    }

    @Test
    void toString_anyFloor_isWhatIsParsed() {
        assertEquals("1%", ClusterFloor.DEFAULT.toString());
        assertEquals(Optional.of(new ClusterFloor(0.5, true)),
                ClusterFloor.parse(new ClusterFloor(0.5, true).toString()));
        assertEquals(Optional.of(ClusterFloor.NONE), ClusterFloor.parse(ClusterFloor.NONE.toString()));
    }
}
