package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Style;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.AbstractXYItemRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.data.xy.XYDataset;

/**
 * Draws thousands of symbols in a few strokes, so that files stay small. Symbols of different strokes shine through each
 * other: a crowd is darker.
 */
final class PointCloud extends AbstractXYItemRenderer {

    @Serial
    private static final long serialVersionUID = 1L;
    private static final int STROKES = 12;

    private final transient Style style;

    PointCloud(Style style) {
        this.style = style;
    }

    @Override
    public XYItemRendererState initialise(Graphics2D g2, Rectangle2D area, XYPlot plot, XYDataset data,
            PlotRenderingInfo info) {
        XYItemRendererState state = super.initialise(g2, area, plot, data, info);
        state.setProcessVisibleItemsOnly(false);
        return state;
    }

    /** All items with the first. */
    @Override
    public void drawItem(Graphics2D g2, XYItemRendererState state, Rectangle2D area, PlotRenderingInfo info,
            XYPlot plot, ValueAxis domain, ValueAxis range, XYDataset data, int series, int item,
            CrosshairState crosshair, int pass) {
        if (item > 0) {
            return;
        }
        Shape symbol = Pens.symbol(style);
        g2.setPaint(Pens.color(style));
        g2.setStroke(Pens.HAIRLINE);
        for (int stroke = 0; stroke < STROKES; stroke++) {
            Path2D path = new Path2D.Double();
            for (int i = stroke; i < data.getItemCount(series); i += STROKES) {
                double x = domain.valueToJava2D(data.getXValue(series, i), area, plot.getDomainAxisEdge());
                double y = range.valueToJava2D(data.getYValue(series, i), area, plot.getRangeAxisEdge());
                path.append(AffineTransform.getTranslateInstance(x, y).createTransformedShape(symbol), false);
            }
            draw(g2, path);
        }
    }

    private void draw(Graphics2D g2, Path2D path) {
        if (path.getCurrentPoint() == null) {
            return;
        }
        if (Pens.isFilled(style)) {
            g2.fill(path);
        } else {
            g2.draw(path);
        }
    }
}
