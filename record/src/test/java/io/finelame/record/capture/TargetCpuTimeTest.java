package io.finelame.record.capture;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TargetCpuTimeTest {
    @Test
    void parse_nameWithBlanksAndBrackets_readsTheTicksBehindIt() {
        TargetCpuTime.Use use = TargetCpuTime
                .parse("4711 (a) S 1 (b) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 31 0 0 20 0 11 0"
                        + " 123456 1000000 500 18446744073709551615")
                .orElseThrow();

        assertEquals(new TargetCpuTime.Use(123456, 281), use);
    }

    @Test
    void describe_moreChargedThanTheClockTicksSay_isNothingUnattributed() {
        assertEquals("1.00 s used by the server, 1.01 s charged to requests, 0.00 s (0.0 %) unattributed",
                TargetCpuTime.describe(1_000_000_000, 1_010_000_000));
    }

    @Test
    void describe_halfOfItCharged_saysTheRest() {
        assertEquals("2.00 s used by the server, 1.00 s charged to requests, 1.00 s (50.0 %) unattributed",
                TargetCpuTime.describe(2_000_000_000, 1_000_000_000));
    }
}
