package io.finelame.analyze.chart;

import java.awt.Color;
import java.util.List;

/** Something that is drawn in a panel, in the values of its axes. */
public sealed interface Layer {

    /** What the layer shows, to find it by in a drawing; layers of one key are shown and hidden together. */
    String key();

    /** The name in the legend; null for a layer without an entry. */
    String name();

    Style style();

    /**
     * Symbols; a dash of the style is for the legend only. Points that have a NaN are left out.
     *
     * @param rows
     *            [points] which of the report's rows each is; null if the i-th is the i-th
     */
    record Points(String key, String name, Style style, double[] x, double[] y, int[] rows) implements Layer {

        public static Points of(String key, String name, Style style, double x, double y) {
            return new Points(key, name, style, new double[]{x}, new double[]{y}, null);
        }
    }

    /** The way from a point to the next. */
    enum Step {
        STRAIGHT,
        /** Each y holds until the next x. */
        ACROSS_FIRST,
        /** Each y holds from the x before it. */
        UP_FIRST
    }

    /**
     * From point to point; a NaN interrupts it.
     *
     * @param rows
     *            as of {@link Points}; -1 for a point between rows
     */
    record Line(String key, String name, Style style, Step step, double[] x, double[] y, int[] rows) implements Layer {

        public static Line of(String key, String name, Style style, Step step, double[] x, double[] y) {
            return new Line(key, name, style, step, x, y, null);
        }
    }

    /** A straight line across the whole panel. */
    record Rule(String key, String name, Style style, double at, boolean vertical) implements Layer {}

    /** A shaded span of the x axis. */
    record Band(String key, double from, double to, String label, Style style) implements Layer {

        @Override
        public String name() {
            return null;
        }
    }

    /** A short text in a ring, such as a centroid's number. */
    record Mark(String key, double x, double y, String text, Style style) implements Layer {

        @Override
        public String name() {
            return null;
        }
    }

    /**
     * A heat map.
     *
     * @param value
     *            [cells]
     * @param text
     *            [cells] the value as it is written into the cell
     * @param scaleTitle
     *            what the values are, at the colour scale
     * @param lowest
     *            that a value can be, and {@code greatest}
     */
    record Cells(String key, double[] x, double[] y, double[] value, String[] text, String scaleTitle,
            Axis.Labels labels, double lowest, double greatest, Style style) implements Layer {

        @Override
        public String name() {
            return null;
        }

        public ColourScale colours() {
            return ColourScale.of(value, lowest, greatest);
        }
    }

    /** A flame graph, whose y axis counts levels from 0. It is for print: the report draws its own, of any choice of requests. */
    record Boxes(String key, List<Box> boxes, Style style) implements Layer {

        public Boxes {
            boxes = List.copyOf(boxes);
        }

        @Override
        public String name() {
            return null;
        }
    }

    /**
     * @param from
     *            left end, and {@code to} the right one
     * @param level
     *            from 0, the lowest
     * @param text
     *            as much of it as has room is drawn
     */
    record Box(double from, double to, int level, String text, Color fill) {}
}
