package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Style;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** Boxes in levels, each with the beginning of its text that has room in it. */
final class LabelledBoxes extends AbstractXYAnnotation {

    @Serial
    private static final long serialVersionUID = 1L;
    private static final String ELLIPSIS = "…";
    private static final int FEWEST_LETTERS = 2;
    /** Between boxes. */
    private static final double GAP = 0.4;
    private static final double MARGIN = 1.5;
    private static final double BASELINE = 0.28;

    private final transient List<Layer.Box> boxes;

    LabelledBoxes(List<Layer.Box> boxes) {
        this.boxes = boxes;
    }

    @Override
    public void draw(Graphics2D g2, XYPlot plot, Rectangle2D area, ValueAxis domain, ValueAxis range, int renderer,
            PlotRenderingInfo info) {
        g2.setFont(Typeface.SMALL);
        for (Layer.Box box : boxes) {
            double left = domain.valueToJava2D(box.from(), area, plot.getDomainAxisEdge());
            double right = domain.valueToJava2D(box.to(), area, plot.getDomainAxisEdge());
            double top = range.valueToJava2D(box.level() + 1.0, area, plot.getRangeAxisEdge());
            double bottom = range.valueToJava2D(box.level(), area, plot.getRangeAxisEdge());
            double width = right - left - Math.min(GAP, (right - left) / 4);
            g2.setPaint(box.fill());
            g2.fill(new Rectangle2D.Double(left, top + GAP, width, bottom - top - GAP));
            String text = fitting(box.text(), width - 2 * MARGIN);
            if (!text.isEmpty()) {
                g2.setPaint(Style.INK);
                g2.drawString(text, (float) (left + MARGIN), (float) (bottom - BASELINE * (bottom - top)));
            }
        }
    }

    /** The text, or its beginning with an ellipsis; empty if that would be of less than two letters. */
    static String fitting(String text, double width) {
        if (Typeface.width(Typeface.SMALL, text) <= width) {
            return text;
        }
        int fits = 0;
        for (int most = text.length(); fits < most;) {
            int tried = (fits + most + 1) / 2;
            if (Typeface.width(Typeface.SMALL, text.substring(0, tried) + ELLIPSIS) <= width) {
                fits = tried;
            } else {
                most = tried - 1;
            }
        }
        return fits < FEWEST_LETTERS ? "" : text.substring(0, fits) + ELLIPSIS;
    }
}
