package io.finelame.record;

import java.util.Optional;

/**
 * A rule of a model's thresholds as configurations, options and sweeps name it.
 *
 * @param value sigma: standard deviations above the mean; quantile: from 0 to 1; max: unused
 */
public record Threshold(Kind kind, double value) {
    public static final String EXPECTED = "expected sigma:N, quantile:Q with Q from 0 to 1, or max";
    private static final double MOST_SIGMA = 1e6;

    /** How a threshold follows from the scores of training requests. */
    public enum Kind {
        SIGMA, QUANTILE, MAX
    }

    /** Empty if the text is not a rule. */
    public static Optional<Threshold> parse(String text) {
        if (text.equals("max")) {
            return Optional.of(new Threshold(Kind.MAX, 0));
        }
        String[] parts = text.split(":", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            double value = Double.parseDouble(parts[1]);
            if (parts[0].equals("sigma") && value >= 0 && value < MOST_SIGMA) {
                return Optional.of(new Threshold(Kind.SIGMA, value));
            }
            return parts[0].equals("quantile") && value >= 0 && value <= 1
                    ? Optional.of(new Threshold(Kind.QUANTILE, value))
                    : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
