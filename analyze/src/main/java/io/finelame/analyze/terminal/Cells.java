package io.finelame.analyze.terminal;

import io.finelame.analyze.evaluate.Rate;
import io.finelame.cli.text.FeatureUnit;
import java.util.Locale;

/**
 * How values are written in the summary's tables and fields: counts with thousands separators, times in the unit that fits,
 * shares in percent, and a dash for a value that is missing.
 */
final class Cells {
    private Cells() {}

    static String whole(double value) {
        return Double.isNaN(value) ? "–" : count((long) value);
    }

    static String text(String value) {
        return value == null ? "–" : value;
    }

    static String orDash(Long value) {
        return value == null ? "–" : count(value);
    }

    static String orDash(String text) {
        return text.isEmpty() ? "–" : text;
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String seconds(double value) {
        return value == 0 ? "0 s" : FeatureUnit.NANOSECONDS.format(value * 1e9);
    }

    static String percent(double share) {
        return percent(share, 1);
    }

    static String percent(double share, int digits) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%." + digits + "f %%", share * 100);
    }

    static String decimals(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    static String rate(Rate rate, int digits) {
        return Double.isNaN(rate.value())
                ? "– (no such requests)"
                : percent(rate.value(), digits) + "  (95 % interval " + percent(rate.low(), digits) + " to "
                        + percent(rate.high(), digits) + ")";
    }
}
