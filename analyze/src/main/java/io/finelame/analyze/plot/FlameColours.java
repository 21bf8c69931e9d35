package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Style;
import io.finelame.analyze.stacks.FrameKind;
import java.awt.Color;

/** Colours of flame graphs, on all of which dark text is legible: tints of the palette of Okabe and Ito. */
public final class FlameColours {

    /** Only in the first group of requests; the same share in both; only in the other. */
    public static final Color FIRST = new Color(0xf08a4b);
    public static final Color SAME = new Color(0xebebe8);
    public static final Color OTHER = new Color(0x62aee0);

    private static final double SWATCH = 7;

    private FlameColours() {}

    public static Color of(FrameKind kind) {
        return switch (kind) {
            case PROCESS -> new Color(0xdcdcd8);
            case NATIVE -> new Color(0xf5dc96);
            case GENERATED -> new Color(0x7dcbaa);
            case KERNEL -> new Color(0x79b4e3);
            case UNKNOWN -> new Color(0xd7aec6);
        };
    }

    /** @param difference from -1, only in the other group, to 1, only in the first */
    public static Color of(double difference) {
        Color end = difference > 0 ? FIRST : OTHER;
        double part = Math.min(1, Math.abs(difference));
        return new Color(between(SAME.getRed(), end.getRed(), part), between(SAME.getGreen(), end.getGreen(), part),
                between(SAME.getBlue(), end.getBlue(), part));
    }

    private static int between(int from, int to, double part) {
        return (int) Math.round(from + part * (to - from));
    }

    static Style swatch(Color color) {
        return Style.points(color, Style.Symbol.SQUARE, SWATCH, 1);
    }
}
