package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.cli.text.FeatureUnit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How the labels of ticks are written. */
public final class TickLabels {

    private static final MathContext THREE_DIGITS = new MathContext(3);
    private static final double PREFIX_FROM = 999.5;

    public static final Axis.Labels PERCENT = value -> plain(100 * value) + " %";
    public static final Axis.Labels SECONDS = value -> value == 0
            ? "0"
            : quantity(FeatureUnit.NANOSECONDS, 1e9 * value);
    public static final Axis.Labels PLAIN = TickLabels::plain;
    /** With a decimal prefix from a thousand. */
    public static final Axis.Labels PREFIXED = value -> Math.abs(value) < PREFIX_FROM
            ? plain(value)
            : quantity(FeatureUnit.COUNT, value);

    /** Axes of many figures have the same ticks, and formatting them took a fifth of a report's time. */
    private static final Map<FeatureUnit, Map<Double, String>> QUANTITIES = new EnumMap<>(FeatureUnit.class);

    static {
        for (FeatureUnit unit : FeatureUnit.values()) {
            QUANTITIES.put(unit, new ConcurrentHashMap<>());
        }
    }

    private TickLabels() {}

    public static Axis.Labels of(FeatureUnit unit) {
        return value -> value == 0 ? "0" : quantity(unit, value);
    }

    private static String quantity(FeatureUnit unit, double value) {
        return Double.isFinite(value)
                ? QUANTITIES.get(unit).computeIfAbsent(value, finite -> format(unit, finite))
                : plain(value);
    }

    private static String format(FeatureUnit unit, double value) {
        return unit.format(Double.parseDouble(plain(value))).replaceFirst("(\\.\\d*?)0+(?=\\D*$)", "$1")
                .replaceFirst("\\.(?=\\D*$)", "");
    }

    private static String plain(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
        }
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
