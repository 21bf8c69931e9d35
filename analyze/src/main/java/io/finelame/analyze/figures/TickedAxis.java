package io.finelame.analyze.figures;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** An axis whose ticks are given; where their labels don't fit side by side, only every n-th has one. */
final class TickedAxis extends NumberAxis {

    @Serial
    private static final long serialVersionUID = 1L;
    private static final double GAP = 5;

    private final double[] places;
    private final String[] texts;
    private final double[] minor;

    /**
     * @param places
     *            ascending
     * @param minor
     *            places of ticks without a label
     */
    TickedAxis(String title, double[] places, String[] texts, double[] minor) {
        super(title);
        this.places = places.clone();
        this.texts = texts.clone();
        this.minor = minor.clone();
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
        boolean across = RectangleEdge.isTopOrBottom(edge);
        TextAnchor anchor = across ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
        int every = 1;
        while (every < places.length && !fit(every, area, edge)) {
            every++;
        }
        List<NumberTick> ticks = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            TickType type = i % every == 0 ? TickType.MAJOR : TickType.MINOR;
            ticks.add(new NumberTick(type, places[i], i % every == 0 ? texts[i] : "", anchor, TextAnchor.CENTER, 0));
        }
        for (double place : minor) {
            ticks.add(new NumberTick(TickType.MINOR, place, "", anchor, TextAnchor.CENTER, 0));
        }
        return ticks;
    }

    private boolean fit(int every, Rectangle2D area, RectangleEdge edge) {
        if (area.isEmpty()) {
            return true;
        }
        int[] shown = IntStream.range(0, places.length).filter(i -> i % every == 0).toArray();
        return IntStream.range(1, shown.length).allMatch(i -> {
            double apart = Math.abs(valueToJava2D(places[shown[i]], area, edge)
                    - valueToJava2D(places[shown[i - 1]], area, edge));
            return apart >= (extent(shown[i], edge) + extent(shown[i - 1], edge)) / 2;
        });
    }

    private double extent(int tick, RectangleEdge edge) {
        Rectangle2D bounds = Typeface.bounds(getTickLabelFont(), texts[tick]);
        return RectangleEdge.isTopOrBottom(edge) ? bounds.getWidth() + GAP : bounds.getHeight();
    }
}
