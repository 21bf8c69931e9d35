package io.finelame.cli.text;

import java.util.Locale;

/** What a feature counts, derived from its name: times and waits are ns; memory, TCP and files are bytes. */
public enum FeatureUnit {
    NANOSECONDS, BYTES, COUNT;

    private static final String[] TIMES = {"ns", "µs", "ms", "s"};
    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB"};
    private static final String[] COUNTS = {"", "k", "M", "G", "T"};

    public static FeatureUnit of(String feature) {
        if (feature.endsWith("TIME") || feature.endsWith("WAIT") || feature.endsWith("OFFCPU")
                || feature.endsWith("_AGE")) {
            return NANOSECONDS;
        }
        boolean bytes = feature.contains("_MEM_") || feature.contains("_TCP_") || feature.contains("_FILE_");
        return bytes ? BYTES : COUNT;
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
