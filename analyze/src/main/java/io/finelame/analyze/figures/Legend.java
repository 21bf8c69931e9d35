package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.Style;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;

/** The legend of the layers, above the panels: centred rows of swatches with names. */
final class Legend {

    private static final int ROW = 10;
    private static final double LINE = 18;
    private static final double SYMBOL = 6;
    private static final double AFTER_SWATCH = 3;
    private static final double BETWEEN = 10;

    private final double width;
    private final List<List<Figure.Key>> rows = new ArrayList<>();

    Legend(List<Figure.Key> keys, double width) {
        this.width = width;
        double used = 0;
        for (Figure.Key key : keys) {
            double needed = extent(key);
            if (rows.isEmpty() || used + needed > width) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.getLast().add(key);
            used += needed + BETWEEN;
        }
    }

    private static double swatch(Style style) {
        return style.dash() == Style.Dash.NONE ? SYMBOL : LINE;
    }

    private static double extent(Figure.Key key) {
        return swatch(key.style()) + AFTER_SWATCH + Typeface.width(Typeface.SMALL, key.name());
    }

    int height() {
        return rows.isEmpty() ? 0 : rows.size() * ROW + 3;
    }

    void draw(Graphics2D g2) {
        double y = ROW / 2.0 + 2;
        for (List<Figure.Key> row : rows) {
            double x = (width - row.stream().mapToDouble(Legend::extent).sum() - (row.size() - 1) * BETWEEN) / 2;
            for (Figure.Key key : row) {
                draw(g2, key, x, y);
                x += extent(key) + BETWEEN;
            }
            y += ROW;
        }
    }

    private static void draw(Graphics2D g2, Figure.Key key, double x, double y) {
        Style style = key.style();
        g2.setPaint(style.color());
        if (style.dash() != Style.Dash.NONE) {
            g2.setStroke(Pens.stroke(style));
            g2.draw(new Line2D.Double(x, y, x + swatch(style), y));
        }
        if (style.symbol() != Style.Symbol.NONE) {
            symbol(g2, style, new Point2D.Double(x + swatch(style) / 2, y));
        }
        g2.setPaint(Style.INK);
        g2.setFont(Typeface.SMALL);
        g2.drawString(key.name(), (float) (x + swatch(style) + AFTER_SWATCH), (float) (y + 2.5));
    }

    private static void symbol(Graphics2D g2, Style style, Point2D at) {
        var shape = AffineTransform.getTranslateInstance(at.getX(), at.getY())
                .createTransformedShape(Pens.symbol(style));
        if (Pens.isFilled(style)) {
            g2.fill(shape);
        } else {
            g2.setStroke(Pens.HAIRLINE);
            g2.draw(shape);
        }
    }
}
