package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.ColourScale;
import java.awt.Paint;
import java.io.Serial;
import java.io.Serializable;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** JFreeChart's colour scale for ours. */
record ColourLegend(double least, double most) implements PaintScale, Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    static ColourLegend of(ColourScale scale) {
        return new ColourLegend(scale.least(), scale.most());
    }

    @Override
    public double getLowerBound() {
        return least;
    }

    @Override
    public double getUpperBound() {
        return most;
    }

    @Override
    public Paint getPaint(double value) {
        return new ColourScale(least, most).colour(value);
    }

    PaintScaleLegend legend(String title, Axis.Labels labels) {
        NumberAxis axis = new NumberAxis(title);
        ChartAxis.dress(axis);
        axis.setNumberFormatOverride(new LabelFormat(labels));
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
