package io.finelame.record.place;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class ProbePlaceTest {
    private static final String LETTERS = "abzAZ019_.:+-/x*()~$@ ";

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** Whatever is written is read as it was. */
    @RepeatedTest(20)
    void parse_whatToStringWrites_isTheSamePlace(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 1000; i++) {
            Stream.of("", "usdt:", "0x", "f+").map(prefix -> prefix + text(random)).map(ProbePlace::parse)
                    .forEach(place -> assertEquals(place, ProbePlace.parse(place.toString())));
            Stream.of(new ProbePlace.Offset("f" + text(random), random.nextLong(1L << 59)),
                    new ProbePlace.Address(random.nextLong()),
                    new ProbePlace.Line("f" + text(random), 1 + random.nextInt(1 << 29)),
                    new ProbePlace.Tracepoint(text(random).replace(":", ""), text(random)))
                    .forEach(place -> assertEquals(place, ProbePlace.parse(place.toString())));
        }
    }

    static Stream<Object[]> forms() {
        return Stream.of(new Object[]{"ngx_http_init", new ProbePlace.Function("ngx_http_init")},
                new Object[]{"main.(*server).handle", new ProbePlace.Function("main.(*server).handle")},
                new Object[]{"handle+0x12", new ProbePlace.Offset("handle", 18)},
                new Object[]{"handle+12", new ProbePlace.Offset("handle", 12)},
                new Object[]{"0x4A10", new ProbePlace.Address(0x4a10)},
                new Object[]{"src/server.c:120", new ProbePlace.Line("src/server.c", 120)},
                new Object[]{"usdt:node:http__server__request",
                        new ProbePlace.Tracepoint("node", "http__server__request")},
                new Object[]{"usdt:node", new ProbePlace.Tracepoint("node", "")});
    }

    @ParameterizedTest
    @MethodSource("forms")
    void parse_eachForm_isItsPlace(String text, ProbePlace expected) {
        assertEquals(expected, ProbePlace.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0x12345678901234567", "f+", "+1", "f+0x", ":12", "server.c:0",
            "server.c:1234567890"})
    void parse_anythingElse_isAFunction(String text) {
        assertInstanceOf(ProbePlace.Function.class, ProbePlace.parse(text));
    }
}
