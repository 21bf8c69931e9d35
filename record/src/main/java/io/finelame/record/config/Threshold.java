package io.finelame.record.config;

import java.util.Optional;

/**
 * A rule of a model's thresholds as configurations, options and sweeps name it.
 *
 * @param value sigma, mad: deviations above the mean or median; quantile, tail: from 0 to 1; max: unused
 * @param pooled one threshold for all clusters, from the scores of all training requests
 */
public record Threshold(Kind kind, double value, boolean pooled) {
    public static final String EXPECTED = "expected sigma:N, mad:N, quantile:Q or tail:Q with Q from 0 to 1, or max,"
            + " or one of them for all clusters together, such as pooled-max";
    private static final double MOST_DEVIATIONS = 1e6;
    private static final String POOLED = "pooled-";

    /** How a threshold follows from the scores of training requests. */
    public enum Kind {
        SIGMA, MAD, QUANTILE, TAIL, MAX
    }

    /** Empty if the text is not a rule. */
    public static Optional<Threshold> parse(String text) {
        boolean pooled = text.startsWith(POOLED);
        String rule = pooled ? text.substring(POOLED.length()) : text;
        if (rule.equals("max")) {
            return Optional.of(new Threshold(Kind.MAX, 0, pooled));
        }
        String[] parts = rule.split(":", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            double value = Double.parseDouble(parts[1]);
            return kind(parts[0], value).map(kind -> new Threshold(kind, value, pooled));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static Optional<Kind> kind(String name, double value) {
        boolean deviations = value >= 0 && value < MOST_DEVIATIONS;
        boolean share = value >= 0 && value <= 1;
        return switch (name) {
            case "sigma" -> deviations ? Optional.of(Kind.SIGMA) : Optional.empty();
            case "mad" -> deviations ? Optional.of(Kind.MAD) : Optional.empty();
            case "quantile" -> share ? Optional.of(Kind.QUANTILE) : Optional.empty();
            case "tail" -> share && value < 1 ? Optional.of(Kind.TAIL) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
