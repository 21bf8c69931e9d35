package io.finelame.replay.detect;

import io.finelame.cli.file.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DetectionMetricsTest {
    @ParameterizedTest
    @CsvSource({"9464, 127.0.0.1:9464", "0.0.0.0:9464, 0.0.0.0:9464", "192.0.2.7:1, 192.0.2.7:1"})
    void address_portWithAndWithoutAddress_isWhereItListens(String text, String expected) {
        assertEquals("/" + expected, DetectionMetrics.address(text).toString().replace("localhost", ""));
    }

    @Test
    void address_ofVersion6_isReadInBrackets() {
        assertEquals("0:0:0:0:0:0:0:1", DetectionMetrics.address("[::1]:9464").getAddress().getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http", "65536", "-1", "example.org:9464", "127.0.0.1:"})
    void address_other_isRefusedInOneLine(String text) {
        InputException refused = assertThrows(InputException.class, () -> DetectionMetrics.address(text));

        assertEquals("--metrics " + text + ": expected PORT or ADDRESS:PORT, e.g. 9464 or 0.0.0.0:9464",
                refused.getMessage());
    }

    @Test
    void constructor_portThatIsTaken_isRefusedInOneLine() {
        try (DetectionMetrics first = new DetectionMetrics(DetectionMetrics.address("0"))) {
            String port = first.address().replaceAll(".*:([0-9]+)/metrics", "$1");

            InputException refused = assertThrows(InputException.class,
                    () -> new DetectionMetrics(DetectionMetrics.address(port)).close());

            assertTrue(refused.getMessage().startsWith("--metrics " + port + ": "), refused.getMessage());
        }
    }
}
