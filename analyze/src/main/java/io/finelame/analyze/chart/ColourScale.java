package io.finelame.analyze.chart;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/** Dark to light, distinguishable by lightness alone: cividis. */
public record ColourScale(double least, double most) {

    public static final List<Color> STOPS = List.of(new Color(0x00204d), new Color(0x31446b), new Color(0x666970),
            new Color(0x958f78), new Color(0xcbba69), new Color(0xffea46));

    private static final double NARROWEST = 0.1;

    /** From the least to the greatest of the values; around equal ones, within what a value can be. */
    static ColourScale of(double[] values, double lowest, double greatest) {
        double least = Arrays.stream(values).min().orElse(lowest);
        double most = Arrays.stream(values).max().orElse(greatest);
        if (least < most) {
            return new ColourScale(least, most);
        }
        double from = Math.max(lowest, most - NARROWEST);
        return new ColourScale(from, Math.min(greatest, from + NARROWEST));
    }

    /** Whether dark text is legible on it. */
    public boolean isLight(double value) {
        return part(value) > 0.5;
    }

    private double part(double value) {
        return Math.clamp((value - least) / (most - least), 0, 1);
    }

    public Color colour(double value) {
        double place = part(value) * (STOPS.size() - 1);
        int stop = (int) Math.min(place, STOPS.size() - 2);
        return between(STOPS.get(stop), STOPS.get(stop + 1), place - stop);
    }

    private static Color between(Color a, Color b, double part) {
        return new Color((int) Math.round(a.getRed() + part * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + part * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + part * (b.getBlue() - a.getBlue())));
    }
}
