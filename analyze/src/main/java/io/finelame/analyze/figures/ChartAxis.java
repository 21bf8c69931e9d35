package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.Style;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import java.util.List;
import java.util.stream.Stream;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** JFreeChart's axis for ours, over its coordinates. */
final class ChartAxis extends NumberAxis {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Axis axis;

    ChartAxis(Axis axis) {
        super(axis.title());
        this.axis = axis;
        setAutoRange(false);
        setRange(axis.low(), axis.high());
        dress(this);
    }

    static void dress(NumberAxis axis) {
        axis.setLabelFont(Typeface.TEXT);
        axis.setTickLabelFont(Typeface.SMALL);
        axis.setLabelPaint(Style.INK);
        axis.setTickLabelPaint(Style.INK);
        axis.setAxisLinePaint(Style.SOFT);
        axis.setAxisLineStroke(Pens.HAIRLINE);
        axis.setTickMarkPaint(Style.SOFT);
        axis.setTickMarkStroke(Pens.HAIRLINE);
        axis.setTickMarkOutsideLength(3);
        axis.setMinorTickMarksVisible(true);
        axis.setMinorTickMarkOutsideLength(1.5f);
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
        TextAnchor anchor = RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
        return Stream.concat(
                axis.ticks().stream().map(tick -> tick(TickType.MAJOR, tick.at(), tick.label(), anchor)),
                axis.minor().stream().map(tick -> tick(TickType.MINOR, tick.at(), "", anchor))).toList();
    }

    private static NumberTick tick(TickType type, double at, String label, TextAnchor anchor) {
        return new NumberTick(type, at, label, anchor, TextAnchor.CENTER, 0);
    }
}
