package io.finelame.recording;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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
            words.hold(segment);
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
        words.hold(MemorySegment.ofArray(new byte[]{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
        assertEquals(1, words.read(15, 1));

        words.hold(MemorySegment.ofArray(new byte[]{1, 2, 3}));

        assertEquals(0x030201, words.read(0, 8));
    }

    @Test
    void read_firstByTwoThreadsAtOnce_bothReadTheBytes() {
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) 1);
        MemorySegment ones = MemorySegment.ofArray(bytes);
        MemorySegment zeros = MemorySegment.ofArray(new byte[1 << 20]);
        Words words = new Words();
        for (int round = 0; round < 1_000; round++) {
            words.hold(zeros);
            assertEquals(0, words.read(0, 1));

            words.hold(ones);
            CompletableFuture<Long> other = CompletableFuture.supplyAsync(() -> words.read(bytes.length - 1L, 1));

            assertEquals(1, words.read(bytes.length - 1L, 1));
            assertEquals(1, other.join());
        }
    }
}
