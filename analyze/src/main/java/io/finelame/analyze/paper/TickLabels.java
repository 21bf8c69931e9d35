package io.finelame.analyze.paper;

import io.finelame.analyze.figures.Axis;
import io.finelame.cli.text.FeatureUnit;
import java.math.BigDecimal;
import java.math.MathContext;

/** How the ticks of figures are written. */
final class TickLabels {

    private static final MathContext THREE_DIGITS = new MathContext(3);

    static final Axis.Labels PERCENT = value -> plain(100 * value) + " %";
    static final Axis.Labels SECONDS = value -> value == 0 ? "0" : quantity(FeatureUnit.NANOSECONDS, 1e9 * value);
    static final Axis.Labels PLAIN = TickLabels::plain;

    private TickLabels() {}

    static Axis.Labels of(FeatureUnit unit) {
        return value -> value == 0 ? "0" : quantity(unit, value);
    }

    private static String quantity(FeatureUnit unit, double value) {
        return unit.format(Double.parseDouble(plain(value))).replaceFirst("(\\.\\d*?)0+(?=\\D*$)", "$1")
                .replaceFirst("\\.(?=\\D*$)", "");
    }

    private static String plain(double value) {
        return Math.abs(value) < 1e-12
                ? "0"
                : BigDecimal.valueOf(value).round(THREE_DIGITS).stripTrailingZeros().toPlainString();
    }

    /** The unit as it ends a column's name. */
    static String suffix(FeatureUnit unit) {
        return switch (unit) {
            case NANOSECONDS -> "_ns";
            case BYTES -> "_bytes";
            case COUNT -> "_count";
        };
    }
}
