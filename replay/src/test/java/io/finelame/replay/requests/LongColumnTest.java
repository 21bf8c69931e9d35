package io.finelame.replay.requests;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Numbers of each kind that a column holds, over several chunks, against an array. */
class LongColumnTest {
    private static final int SIZE = 100_000;

    private enum Numbers {
        COUNTERS(random -> random.nextLong(1 << 20)),
        LARGE_COUNTERS(random -> random.nextLong(1L << 40)),
        TIMES(random -> 1_000_000_000_000L + random.nextLong(1_000_000)),
        A_FEW_LARGE(random -> random.nextInt(10_000) == 0 ? Long.MAX_VALUE : random.nextLong(100)),
        ANY(random -> random.nextLong()),
        NEGATIVE(random -> -random.nextLong(1000)),
        LIMITS(random -> List.of(Long.MIN_VALUE, -1L, 0L, 1L, (1L << 32) - 1, 1L << 32, Long.MAX_VALUE)
                .get(random.nextInt(7)));

        private final ToLongFunction<SplittableRandom> draw;

        Numbers(ToLongFunction<SplittableRandom> draw) {
            this.draw = draw;
        }

        long[] drawn() {
            SplittableRandom random = new SplittableRandom(ordinal());
            return LongStream.generate(() -> draw.applyAsLong(random)).limit(SIZE).toArray();
        }
    }

    /** In the heap, in the file, and half of each. */
    private static final long[] HEAP_LIMITS = {Long.MAX_VALUE, 0, 300_000};

    private static LongColumn column(long[] numbers, long heapLimit) {
        LongColumn column = new LongColumn(new ColumnSpace(heapLimit));
        Arrays.stream(numbers).forEach(column::add);
        return column;
    }

    @ParameterizedTest
    @EnumSource
    void add_anyNumbers_areReadBack(Numbers kind) {
        long[] numbers = kind.drawn();
        for (long heapLimit : HEAP_LIMITS) {
            assertArrayEquals(numbers, column(numbers, heapLimit).stream().toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void scattered_anyOrder_movesEach(Numbers kind) {
        long[] numbers = kind.drawn();
        List<Integer> order = IntStream.range(0, SIZE).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(1));
        long[] places = order.stream().mapToLong(Integer::longValue).toArray();
        long[] expected = new long[SIZE];
        IntStream.range(0, SIZE).forEach(i -> expected[order.get(i)] = numbers[i]);
        for (long heapLimit : HEAP_LIMITS) {
            LongColumn moved = column(numbers, heapLimit).scattered(LongColumn.of(places));

            assertArrayEquals(expected, moved.stream().toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void set_someOfAColumnOfZeros_leavesTheOthers(Numbers kind) {
        long[] numbers = kind.drawn();
        for (long heapLimit : HEAP_LIMITS) {
            LongColumn column = LongColumn.ofSize(SIZE, new ColumnSpace(heapLimit));
            IntStream.iterate(0, i -> i < SIZE, i -> i + 3).forEach(i -> column.set(i, numbers[i]));

            IntStream.range(0, SIZE).forEach(i -> assertEquals(i % 3 == 0 ? numbers[i] : 0, column.get(i)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COUNTERS", "TIMES"})
    void add_numbersThatAreNear_takeFourBytesEach(Numbers kind) {
        ColumnSpace space = new ColumnSpace(0);
        LongColumn column = new LongColumn(space);
        Arrays.stream(kind.drawn()).forEach(column::add);

        // The first chunk grew in its place.
        assertEquals(4 * (128 << 10) + (124 << 10), space.spilled());
    }
}
