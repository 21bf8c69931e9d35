package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Style;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Strokes and symbols for styles, in points. */
final class Pens {

    static final Stroke HAIRLINE = new BasicStroke(0.5f);

    private static final float WIDTH = 1.2f;
    private static final double SMALL = 3;

    private Pens() {}

    static Stroke stroke(Style style) {
        return switch (style.dash()) {
            case NONE, THIN -> HAIRLINE;
            case SOLID -> new BasicStroke(WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
            case DASHED -> dashed(4, 2);
            case DOTTED -> dashed(1.2f, 1.5f);
        };
    }

    private static Stroke dashed(float on, float off) {
        return new BasicStroke(WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[]{on, off}, 0);
    }

    static Color color(Style style) {
        Color color = style.color();
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * style.opacity()));
    }

    /** Around 0, 0. */
    static Shape symbol(Style style) {
        double size = style.size();
        double half = size / 2;
        return switch (style.symbol()) {
            case NONE, CIRCLE, RING -> size < SMALL ? octagon(half) : new Ellipse2D.Double(-half, -half, size, size);
            case SQUARE -> new Rectangle2D.Double(-half * 0.9, -half * 0.9, size * 0.9, size * 0.9);
            case TRIANGLE -> polygon(0, -half * 1.1, half * 1.1, half * 0.9, -half * 1.1, half * 0.9);
            case DIAMOND -> polygon(0, -half * 1.25, half * 1.25, 0, 0, half * 1.25, -half * 1.25, 0);
        };
    }

    static boolean isFilled(Style style) {
        return style.symbol() != Style.Symbol.RING;
    }

    /** A dot is as round with eight corners, and takes less of a file. */
    private static Shape octagon(double radius) {
        double[] corners = new double[16];
        for (int i = 0; i < 8; i++) {
            corners[2 * i] = radius * Math.cos(Math.PI * (i + 0.5) / 4);
            corners[2 * i + 1] = radius * Math.sin(Math.PI * (i + 0.5) / 4);
        }
        return polygon(corners);
    }

    private static Shape polygon(double... coordinates) {
        Path2D path = new Path2D.Double();
        path.moveTo(coordinates[0], coordinates[1]);
        for (int i = 2; i < coordinates.length; i += 2) {
            path.lineTo(coordinates[i], coordinates[i + 1]);
        }
        path.closePath();
        return path;
    }
}
