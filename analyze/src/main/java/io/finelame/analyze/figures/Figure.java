package io.finelame.analyze.figures;

import java.util.List;

/**
 * A picture for a paper, and the data that it shows.
 *
 * @param name
 *            of its files, without the extension
 * @param size
 *            width of the picture and height of a panel
 * @param columns
 *            panels in a row
 * @param legend
 *            how the panels' named layers are explained; empty for no legend
 * @param data
 *            everything that is drawn; all of it, even if the picture shows a subsample of the points
 */
public record Figure(String name, Size size, int columns, List<Panel> panels, List<Key> legend, DataTable data) {

    /** In points, for the usual two-column paper. */
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
    public static Figure of(String name, Size size, Panel panel, DataTable data) {
        return new Figure(name, size, 1, List.of(panel), panel.keys(), data);
    }

    int rows() {
        return (panels.size() + columns - 1) / columns;
    }
}
