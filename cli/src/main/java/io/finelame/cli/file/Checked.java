package io.finelame.cli.file;

import java.util.Arrays;
import java.util.List;

/**
 * Components of records that are made from files, whoever wrote them: a record checks its own where it is made, and
 * {@link JsonProblem} or the reader adds where in the file it stands.
 */
public final class Checked {
    private static final int LONGEST_TEXT = 10_000;

    private Checked() {}

    /** @throws IllegalArgumentException with the problem unless it holds */
    public static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** @throws IllegalArgumentException if it is there and is no {@link #text} */
    public static void optionalText(String name, String value) {
        if (value != null) {
            text(name, value);
        }
    }

    /** @throws IllegalArgumentException unless there are so many numbers, none of them infinite or NaN */
    public static void numbers(String name, double[] values, int count) {
        require(values != null && values.length == count, name + ": expected " + count + " numbers");
        require(Arrays.stream(values).allMatch(Double::isFinite), name + ": expected finite numbers");
    }

    /** @throws IllegalArgumentException unless there are so many rows of so many numbers, none of them infinite or NaN */
    public static void table(String name, double[][] values, int rows, int columns) {
        require(values != null && values.length == rows && Arrays.stream(values)
                .allMatch(row -> row != null && row.length == columns && Arrays.stream(row).allMatch(Double::isFinite)),
                name + ": expected " + rows + " rows of " + columns + " numbers");
    }

    /** @throws IllegalArgumentException if it is null */
    public static <T> T present(String name, T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    /** @throws IllegalArgumentException if it is null, long, or has control characters, which no name has */
    public static String text(String name, String value) {
        if (present(name, value).length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    name + ": " + value.length() + " characters: expected at most " + LONGEST_TEXT);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " has a control character: expected text");
        }
        return value;
    }

    /**
     * A copy.
     *
     * @throws IllegalArgumentException if it is null, longer than {@code most}, or has an item that is null
     */
    public static <T> List<T> list(String name, List<T> values, int most) {
        if (present(name, values).size() > most) {
            throw new IllegalArgumentException(name + ": " + values.size() + " items: expected at most " + most);
        }
        for (int i = 0; i < values.size(); i++) {
            present(name + "[" + i + "]", values.get(i));
        }
        return List.copyOf(values);
    }

    /** @throws IllegalArgumentException if it is not a number in this range, both ends included */
    public static double number(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + " is " + value + ": expected " + least + " to " + most);
        }
        return value;
    }
}
