package io.finelame.replay.sweep;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What one item of a list in sweep.yml stands for: a value, the numbers of a range, or the subsets of features.
 *
 * @param count how many values there are; none is made before they are asked for
 */
record Several<T>(long count, Stream<T> values) {
    static <T> Several<T> of(T value) {
        return new Several<>(1, Stream.of(value));
    }

    /** None if the first number is above the last. */
    static Several<Integer> range(int first, int last) {
        return new Several<>(Math.max(0L, (long) last - first + 1), IntStream.rangeClosed(first, last).boxed());
    }

    /** Each that is not empty. */
    static <T> Several<List<T>> subsets(List<T> all) {
        long count = all.size() < Long.SIZE - 1 ? (1L << all.size()) - 1 : Long.MAX_VALUE;
        return new Several<>(count, LongStream.rangeClosed(1, count).mapToObj(
                bits -> IntStream.range(0, all.size()).filter(i -> (bits >> i & 1) != 0).mapToObj(all::get).toList()));
    }
}
