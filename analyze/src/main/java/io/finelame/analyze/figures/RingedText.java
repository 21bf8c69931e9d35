package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Style;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.TextAnchor;

/** A short text in a white ring. */
final class RingedText extends AbstractXYAnnotation {

    @Serial
    private static final long serialVersionUID = 1L;
    private static final double SIZE = 9.5;

    private final double x;
    private final double y;
    private final String text;

    RingedText(double x, double y, String text) {
        this.x = x;
        this.y = y;
        this.text = text;
    }

    @Override
    public void draw(Graphics2D g2, XYPlot plot, Rectangle2D area, ValueAxis domain, ValueAxis range, int renderer,
            PlotRenderingInfo info) {
        Point2D at = new Point2D.Double(domain.valueToJava2D(x, area, plot.getDomainAxisEdge()),
                range.valueToJava2D(y, area, plot.getRangeAxisEdge()));
        Ellipse2D ring = new Ellipse2D.Double(at.getX() - SIZE / 2, at.getY() - SIZE / 2, SIZE, SIZE);
        g2.setPaint(new Color(255, 255, 255, 230));
        g2.fill(ring);
        g2.setPaint(Style.INK);
        g2.setStroke(Pens.HAIRLINE);
        g2.draw(ring);
        g2.setFont(Typeface.SMALL);
        TextUtils.drawAlignedString(text, g2, (float) at.getX(), (float) at.getY(), TextAnchor.CENTER);
    }
}
