package io.finelame.analyze.figures;

import java.awt.Color;
import java.awt.Paint;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** Dark to light, distinguishable by lightness alone. */
record Cividis(double least, double most) implements PaintScale, Serializable {

    @Serial
    private static final long serialVersionUID = 1L;
    private static final double NARROWEST = 0.1;
    private static final int[] STOPS = {0x00204d, 0x31446b, 0x666970, 0x958f78, 0xcbba69, 0xffea46};

    /** From the least to the greatest of the values; around equal ones, within what a value can be. */
    static Cividis of(double[] values, double lowest, double greatest) {
        double least = Arrays.stream(values).min().orElse(lowest);
        double most = Arrays.stream(values).max().orElse(greatest);
        if (least < most) {
            return new Cividis(least, most);
        }
        double from = Math.max(lowest, most - NARROWEST);
        return new Cividis(from, Math.min(greatest, from + NARROWEST));
    }

    @Override
    public double getLowerBound() {
        return least;
    }

    @Override
    public double getUpperBound() {
        return most;
    }

    boolean isLight(double value) {
        return part(value) > 0.5;
    }

    private double part(double value) {
        return Math.clamp((value - least) / (most - least), 0, 1);
    }

    @Override
    public Paint getPaint(double value) {
        double place = part(value) * (STOPS.length - 1);
        int stop = (int) Math.min(place, STOPS.length - 2);
        return between(new Color(STOPS[stop]), new Color(STOPS[stop + 1]), place - stop);
    }

    private static Color between(Color a, Color b, double part) {
        return new Color((int) Math.round(a.getRed() + part * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + part * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + part * (b.getBlue() - a.getBlue())));
    }

    PaintScaleLegend legend(String title, Axis.Labels labels) {
        NumberAxis axis = new NumberAxis(title);
        ChartAxis.dress(axis);
        axis.setNumberFormatOverride(new ChartAxis.LabelFormat(labels));
        PaintScaleLegend legend = new PaintScaleLegend(this, axis);
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
        legend.setStripWidth(8);
        legend.setSubdivisionCount(64);
        legend.setStripOutlineVisible(false);
        legend.setBackgroundPaint(null);
        legend.setPadding(new RectangleInsets(4, 4, 16, 2));
        return legend;
    }
}
