package io.finelame.record.config;

import java.util.Optional;

/**
 * How many training requests a cluster must have before what they use counts as normal: a number of requests, or more than a
 * percentage of the training set.
 *
 * @param value requests or percent
 */
public record ClusterFloor(double value, boolean percent) {
    public static final String EXPECTED = "expected a number of requests such as 5, or a percentage such as 1%";
    public static final ClusterFloor DEFAULT = new ClusterFloor(1, true);
    /** Every cluster is accepted. */
    public static final ClusterFloor NONE = new ClusterFloor(1, false);
    /** Minimum if the floor is given as a percentage. */
    private static final int LEAST_REQUESTS = 5;
    private static final double MOST_REQUESTS = 1e9;

    /** Empty if the text is not one. */
    public static Optional<ClusterFloor> parse(String text) {
        boolean percent = text.endsWith("%");
        try {
            double value = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
            boolean valid = percent
                    ? value >= 0 && value <= 50
                    : value >= 1 && value <= MOST_REQUESTS && value == Math.rint(value);
            return valid ? Optional.of(new ClusterFloor(value, percent)) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** The fewest requests that a cluster of a training set of this size may have. */
    public int of(int requests) {
        return (int) (percent ? Math.max(LEAST_REQUESTS, Math.floor(value / 100 * requests) + 1) : value);
    }

    @Override
    public String toString() {
        String number = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        return percent ? number + "%" : number;
    }
}
