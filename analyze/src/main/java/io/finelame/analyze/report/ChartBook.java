package io.finelame.analyze.report;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.ColourScale;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Scale;
import io.finelame.analyze.chart.Style;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Figures as the page's scripts get them: points are coordinates by the scales of their axes, so that the scripts compute none. Whatever
 * several figures share is there once, and referred to by its index.
 */
final class ChartBook {

    private static final double COORDINATES_PER_UNIT = 1e4;

    private final Interned<AxisView> axes = new Interned<>();
    private final Interned<Object> layers = new Interned<>();
    private final Interned<Style> styles = new Interned<>();
    private final Interned<Column> columns = new Interned<>();
    private final Map<Scale, Map<double[], Integer>> placed = new HashMap<>();
    private final Map<int[], Integer> rows = new IdentityHashMap<>();
    private final Map<String, FigureView> figures = new LinkedHashMap<>();

    /** What the page holds once. */
    private static final class Interned<T> {

        private final Map<T, Integer> indices = new LinkedHashMap<>();

        int index(T value) {
            Integer known = indices.putIfAbsent(value, indices.size());
            return known == null ? indices.size() - 1 : known;
        }

        List<T> all() {
            return new ArrayList<>(indices.keySet());
        }
    }

    /** Numbers that are equal if all are. */
    private record Column(double[] values) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Column column && Arrays.equals(values, column.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }

    /** Figures by name and choices, with line breaks between; all else by its index. */
    record View(List<double[]> columns, List<StyleView> styles, List<AxisView> axes, List<Object> layers,
            Map<String, FigureView> figures) {}

    record FigureView(List<PanelView> panels) {}

    record PanelView(String title, int x, int y, List<Integer> layers) {}

    /**
     * @param at
     *            coordinates of the ticks
     */
    record AxisView(String title, String scale, double low, double high, List<Double> at, List<String> labels,
            List<Double> minorAt, List<String> minorLabels) {}

    /**
     * In the words of ECharts.
     *
     * @param dash
     *            null for no line
     * @param symbol
     *            null for none
     */
    record StyleView(String color, String dash, double width, String symbol, double size, double opacity) {

        static StyleView of(Style style) {
            String dash = switch (style.dash()) {
                case NONE -> null;
                case SOLID, THIN -> "solid";
                case DASHED -> "dashed";
                case DOTTED -> "dotted";
            };
            String symbol = switch (style.symbol()) {
                case NONE -> null;
                case CIRCLE -> "circle";
                case RING -> "emptyCircle";
                case TRIANGLE -> "triangle";
                case DIAMOND -> "diamond";
                case SQUARE -> "rect";
            };
            return new StyleView(hex(style.color()), dash, style.dash() == Style.Dash.THIN ? 1 : 2, symbol,
                    style.size(), style.opacity());
        }
    }

    /** @param step as ECharts calls it; null for none */
    record LineView(String kind, String key, String name, int style, String step, int x, int y, Integer rows) {}

    /** @param rows a column; null if the i-th point is that of the i-th row */
    record PointsView(String kind, String key, String name, int style, int x, int y, Integer rows) {}

    record RuleView(String kind, String key, String name, int style, double at, boolean vertical) {}

    record BandView(String kind, String key, String name, int style, double from, double to, String text) {}

    record MarkView(String kind, String key, String name, int style, double x, double y, String text) {}

    /** @param values a column */
    record CellsView(String kind, String key, String name, int style, int x, int y, int values, List<String> texts,
            String title, double least, double most, String leastLabel, String mostLabel, List<String> colours) {}

    static View of(FigureSet figures) {
        ChartBook book = new ChartBook();
        figures.figures().forEach((key, figure) -> book.figures.put(String.join("\n", key), book.view(figure)));
        return new View(book.columns.all().stream().map(Column::values).toList(),
                book.styles.all().stream().map(StyleView::of).toList(), book.axes.all(), book.layers.all(),
                book.figures);
    }

    private FigureView view(Figure figure) {
        return new FigureView(figure.panels().stream().map(this::view).toList());
    }

    private PanelView view(Panel panel) {
        return new PanelView(panel.title(), axes.index(view(panel.x())), axes.index(view(panel.y())),
                panel.layers().stream().map(layer -> layers.index(view(layer, panel.x(), panel.y()))).toList());
    }

    private static AxisView view(Axis axis) {
        return new AxisView(axis.title(), axis.scale().getClass().getSimpleName(), axis.low(), axis.high(),
                axis.ticks().stream().map(Axis.Tick::at).toList(),
                axis.ticks().stream().map(Axis.Tick::label).toList(),
                axis.minor().stream().map(Axis.Tick::at).toList(),
                axis.minor().stream().map(Axis.Tick::label).toList());
    }

    private Object view(Layer layer, Axis x, Axis y) {
        int style = styles.index(layer.style());
        return switch (layer) {
            case Layer.Points points -> new PointsView("points", points.key(), points.name(), style,
                    column(points.x(), x.scale()), column(points.y(), y.scale()), rows(points.rows()));
            case Layer.Line line -> new LineView("line", line.key(), line.name(), style, step(line.step()),
                    column(line.x(), x.scale()), column(line.y(), y.scale()), rows(line.rows()));
            case Layer.Rule rule -> new RuleView("rule", rule.key(), rule.name(), style,
                    (rule.vertical() ? x : y).place(rule.at()), rule.vertical());
            case Layer.Band band -> new BandView("band", band.key(), null, style, x.place(band.from()),
                    x.place(band.to()), band.label());
            case Layer.Mark mark -> new MarkView("mark", mark.key(), null, style, x.place(mark.x()),
                    y.place(mark.y()), mark.text());
            case Layer.Cells cells -> view(cells, style, x, y);
            case Layer.Boxes boxes ->
                throw new IllegalArgumentException(boxes.key() + " is for print: flamegraph.js draws it from stacks");
        };
    }

    private CellsView view(Layer.Cells cells, int style, Axis x, Axis y) {
        ColourScale colours = cells.colours();
        return new CellsView("cells", cells.key(), null, style, column(cells.x(), x.scale()),
                column(cells.y(), y.scale()), column(cells.value(), Scale.LINEAR), List.of(cells.text()),
                cells.scaleTitle(), colours.least(), colours.most(), cells.labels().apply(colours.least()),
                cells.labels().apply(colours.most()), ColourScale.STOPS.stream().map(ChartBook::hex).toList());
    }

    private static String step(Layer.Step step) {
        return switch (step) {
            case STRAIGHT -> null;
            case ACROSS_FIRST -> "end";
            case UP_FIRST -> "start";
        };
    }

    private int column(double[] values, Scale scale) {
        return placed.computeIfAbsent(scale, _ -> new IdentityHashMap<>()).computeIfAbsent(values,
                _ -> columns.index(new Column(Arrays.stream(values).map(value -> coordinate(value, scale)).toArray())));
    }

    private static double coordinate(double value, Scale scale) {
        double at = scale.place(value);
        return scale == Scale.LINEAR ? at : Math.rint(at * COORDINATES_PER_UNIT) / COORDINATES_PER_UNIT;
    }

    private Integer rows(int[] indices) {
        return indices == null
                ? null
                : rows.computeIfAbsent(indices,
                        _ -> columns.index(new Column(Arrays.stream(indices).asDoubleStream().toArray())));
    }

    static String hex(Color color) {
        return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
    }
}
