package io.finelame.recording;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WordsTest {
    private static final int[] SIZES = {1, 2, 4, 8};

    @Test
    void read_anyPlaceOfAnyBytes_isWhatTheMemorySegmentHas() {
        Random random = new Random(5);
        Words words = new Words();
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[8 + random.nextInt(100)];
            random.nextBytes(bytes);
            MemorySegment segment = MemorySegment.ofArray(bytes);
            words.fill(segment);
            for (int size : SIZES) {
                for (int at = 0; at <= bytes.length - size; at++) {
                    assertEquals(new Layout.Field("field", at, size).read(segment, 0), words.read(at, size),
                            size + " bytes at " + at + " of " + bytes.length);
                }
            }
        }
    }

    @Test
    void read_lastWordIsNotWhole_hasZerosBehindIt() {
        Words words = new Words();
        words.fill(MemorySegment.ofArray(new byte[]{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
        words.fill(MemorySegment.ofArray(new byte[]{1, 2, 3}));

        assertEquals(0x030201, words.read(0, 8));
    }
}
