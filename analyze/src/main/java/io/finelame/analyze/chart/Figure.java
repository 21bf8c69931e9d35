package io.finelame.analyze.chart;

import java.util.List;
import java.util.function.Supplier;

/**
 * A figure of the report and of {@code --figures}, and the data that it shows.
 *
 * @param name
 *            what it shows, as it ends the names of its files
 * @param size
 *            width of the picture and height of a panel
 * @param columns
 *            panels in a row
 * @param legend
 *            how the panels' named layers are explained; empty for no legend
 * @param data
 *            makes the table of everything that is drawn; all of it, even if the picture shows a subsample of the points
 */
public record Figure(String name, Size size, int columns, List<Panel> panels, List<Key> legend,
        Supplier<DataTable> data) {

    /** In points of a printed page, for the usual two-column paper. */
    public record Size(int width, int panelHeight) {

        public static final Size COLUMN = new Size(240, 160);
        public static final Size SQUARE = new Size(240, 196);
        public static final Size WIDE = new Size(504, 166);
        public static final Size MULTIPLES = new Size(504, 112);

        private static final int ROW = 12;

        /** Across the page, with room for this many rows of text. */
        public static Size rows(int rows) {
            return new Size(504, 26 + Math.max(5, rows) * ROW);
        }
    }

    /** An entry of the legend. */
    public record Key(String name, Style style) {}

    public Figure {
        panels = List.copyOf(panels);
        legend = List.copyOf(legend);
    }

    /** A figure of one panel, with a legend of its named layers. */
    public static Figure of(String name, Size size, Panel panel, Supplier<DataTable> data) {
        return new Figure(name, size, 1, List.of(panel), panel.keys(), data);
    }

    public int rows() {
        return (panels.size() + columns - 1) / columns;
    }
}
