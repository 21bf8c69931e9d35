package io.finelame.analyze.figures;

/** Something that is drawn in a panel, in the units of its axes. Points that have a NaN are left out. */
public sealed interface Layer {

    /** The name in the legend; null for a layer without an entry. */
    String name();

    Style style();

    /** Symbols; a dash of the style is for the legend only. */
    record Points(String name, Style style, double[] x, double[] y) implements Layer {}

    /** Straight from point to point, with a symbol at a few of them. */
    record Line(String name, Style style, double[] x, double[] y) implements Layer {

        /** Each y holds from the x before it: first up or down, then across. */
        public static Line risingFirst(String name, Style style, double[] x, double[] y) {
            return stepped(name, style, x, y, true);
        }

        /** Each y holds until the next x: first across, then up or down. */
        public static Line acrossFirst(String name, Style style, double[] x, double[] y) {
            return stepped(name, style, x, y, false);
        }

        private static Line stepped(String name, Style style, double[] x, double[] y, boolean rising) {
            int n = x.length;
            double[] steppedX = new double[Math.max(0, 2 * n - 1)];
            double[] steppedY = new double[steppedX.length];
            for (int i = 0; i < steppedX.length; i++) {
                int before = i / 2;
                int after = (i + 1) / 2;
                steppedX[i] = x[rising ? before : after];
                steppedY[i] = y[rising ? after : before];
            }
            return new Line(name, style, steppedX, steppedY);
        }
    }

    /** A straight line across the whole panel. */
    record Rule(String name, Style style, double at, boolean vertical) implements Layer {}

    /** A shaded span of the x axis. */
    record Band(double from, double to, String label, Style style) implements Layer {
        @Override
        public String name() {
            return null;
        }
    }

    /** A short text in a ring, such as a centroid's number. */
    record Mark(double x, double y, String text, Style style) implements Layer {
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
    record Cells(double[] x, double[] y, double[] value, String[] text, String scaleTitle, Axis.Labels labels,
            double lowest, double greatest, Style style) implements Layer {
        @Override
        public String name() {
            return null;
        }
    }
}
