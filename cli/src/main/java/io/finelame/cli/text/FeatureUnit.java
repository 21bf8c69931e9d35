package io.finelame.cli.text;

import java.util.Locale;

/** What a feature is counted in, and how an amount of it is printed. */
public enum FeatureUnit {
    NANOSECONDS, BYTES, COUNT;

    private static final String[] TIMES = {"ns", "µs", "ms", "s"};
    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB"};
    private static final String[] COUNTS = {"", "k", "M", "G", "T"};

    /** That of a {@link KnownFeature}; any other counts events. */
    public static FeatureUnit of(String feature) {
        return KnownFeature.of(feature).map(KnownFeature::unit).orElse(COUNT);
    }

    /** As tables head it: {@code ns}, {@code bytes}, or nothing. */
    public String symbol() {
        return switch (this) {
            case NANOSECONDS -> "ns";
            case BYTES -> "bytes";
            case COUNT -> "";
        };
    }

    /** Three significant digits with a decimal prefix, such as {@code 12.3 ms}; a dash for NaN. */
    public String format(double value) {
        String[] names = switch (this) {
            case NANOSECONDS -> TIMES;
            case BYTES -> SIZES;
            case COUNT -> COUNTS;
        };
        if (Double.isNaN(value)) {
            return "–";
        }
        int step = 0;
        double scaled = value;
        while (step < names.length - 1 && Math.abs(scaled) >= 999.5) {
            scaled /= 1000;
            step++;
        }
        return (number(scaled, step == 0) + " " + names[step]).strip();
    }

    private static String number(double value, boolean whole) {
        double size = Math.abs(value);
        int digits = whole && value == Math.rint(value) || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
