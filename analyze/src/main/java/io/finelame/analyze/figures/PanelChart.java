package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.ColourScale;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import java.awt.Color;
import java.io.Serial;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYDataset;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XYDataset;

/** JFreeChart's chart for a panel. */
final class PanelChart {

    private static final Color GRID = new Color(0xe2e2e0);
    private static final int SYMBOLS_ON_A_LINE = 8;

    private final Panel panel;
    private final XYPlot plot = new XYPlot();
    private final JFreeChart chart;

    private PanelChart(Panel panel) {
        this.panel = panel;
        plot.setDomainAxis(new ChartAxis(panel.x()));
        plot.setRangeAxis(new ChartAxis(panel.y()));
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(new RectangleInsets(3, 1, 1, roomForLastLabel(panel.x())));
        plot.setBackgroundPaint(null);
        plot.setOutlinePaint(Style.SOFT);
        plot.setOutlineStroke(Pens.HAIRLINE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(Pens.HAIRLINE);
        plot.setRangeGridlineStroke(Pens.HAIRLINE);
        plot.setDomainMinorGridlinesVisible(false);
        plot.setRangeMinorGridlinesVisible(false);
        chart = new JFreeChart(null, Typeface.TEXT, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        if (panel.title() != null) {
            TextTitle title = new TextTitle(panel.title(), Typeface.TEXT);
            title.setHorizontalAlignment(HorizontalAlignment.CENTER);
            title.setPaint(Style.INK);
            title.setPadding(2, 0, 0, 0);
            chart.setTitle(title);
        }
    }

    private static double roomForLastLabel(Axis x) {
        String last = x.ticks().isEmpty() ? "" : x.ticks().getLast().label();
        return 2 + Typeface.width(Typeface.SMALL, last) / 2;
    }

    static JFreeChart of(Panel panel) {
        PanelChart made = new PanelChart(panel);
        panel.layers().forEach(made::add);
        return made.chart;
    }

    private void add(Layer layer) {
        switch (layer) {
            case Layer.Points points -> add(known(points.x(), points.y()), new PointCloud(points.style()));
            case Layer.Line line -> add(line);
            case Layer.Rule rule -> add(rule);
            case Layer.Band band -> add(band);
            case Layer.Mark mark -> plot.addAnnotation(
                    new RingedText(panel.x().place(mark.x()), panel.y().place(mark.y()), mark.text()));
            case Layer.Cells cells -> add(cells);
            case Layer.Boxes boxes -> add(boxes);
        }
    }

    /** Levels need no axis: the space of its labels is that of half of the first tick's. */
    private void add(Layer.Boxes boxes) {
        plot.getRangeAxis().setVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setOutlineVisible(false);
        double room = roomForLastLabel(panel.x());
        plot.setInsets(new RectangleInsets(3, room, 1, room));
        plot.addAnnotation(new LabelledBoxes(boxes.boxes()));
    }

    private XYDataset known(double[] x, double[] y) {
        int[] known = IntStream.range(0, x.length).filter(i -> !Double.isNaN(x[i]) && !Double.isNaN(y[i])).toArray();
        return placed(Arrays.stream(known).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(known).mapToDouble(i -> y[i]).toArray());
    }

    private XYDataset placed(double[] x, double[] y) {
        DefaultXYDataset data = new DefaultXYDataset();
        data.addSeries("", new double[][]{Arrays.stream(x).map(panel.x()::place).toArray(),
                Arrays.stream(y).map(panel.y()::place).toArray()});
        return data;
    }

    private void add(Layer.Line line) {
        int corners = line.step() == Layer.Step.STRAIGHT ? 1 : 2;
        add(corners == 1 ? placed(line.x(), line.y()) : stepped(line),
                renderer(line.style(), line.x().length, corners));
        if (line.style().isThin() && line.style().hasSymbol()) {
            add(known(line.x(), line.y()), new PointCloud(line.style()));
        }
    }

    /** With the corner after each point. */
    private XYDataset stepped(Layer.Line line) {
        int n = line.x().length;
        boolean upFirst = line.step() == Layer.Step.UP_FIRST;
        double[] x = new double[Math.max(0, 2 * n - 1)];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int before = i / 2;
            int after = (i + 1) / 2;
            x[i] = line.x()[upFirst ? before : after];
            y[i] = line.y()[upFirst ? after : before];
        }
        return placed(x, y);
    }

    private void add(XYDataset data, XYItemRenderer renderer) {
        int index = plot.getDatasetCount();
        plot.setDataset(index, data);
        plot.setRenderer(index, renderer);
    }

    /** With a symbol at a few of the points, so that the dashes can be seen. */
    private static XYItemRenderer renderer(Style style, int points, int corners) {
        boolean symbols = style.hasSymbol() && !style.isThin();
        int every = corners * Math.max(1, Math.ceilDiv(points, SYMBOLS_ON_A_LINE));
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, symbols) {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            public boolean getItemShapeVisible(int series, int item) {
                return symbols && item % every == 0;
            }
        };
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setSeriesPaint(0, Pens.color(style));
        renderer.setSeriesStroke(0, Pens.stroke(style));
        renderer.setSeriesShape(0, Pens.symbol(style));
        return renderer;
    }

    private void add(Layer.Rule rule) {
        Axis axis = rule.vertical() ? panel.x() : panel.y();
        ValueMarker marker = new ValueMarker(axis.place(rule.at()), rule.style().color(), Pens.stroke(rule.style()));
        if (rule.vertical()) {
            plot.addDomainMarker(marker, org.jfree.chart.ui.Layer.FOREGROUND);
        } else {
            plot.addRangeMarker(marker, org.jfree.chart.ui.Layer.FOREGROUND);
        }
    }

    private void add(Layer.Band band) {
        Color color = band.style().color();
        IntervalMarker marker = new IntervalMarker(panel.x().place(band.from()), panel.x().place(band.to()),
                new Color(color.getRed(), color.getGreen(), color.getBlue(), 28));
        marker.setLabel(band.label());
        marker.setLabelFont(Typeface.SMALL);
        marker.setLabelPaint(Style.INK);
        marker.setLabelBackgroundColor(new Color(255, 255, 255, 0));
        marker.setLabelOffset(new RectangleInsets(2, 3, 2, 3));
        marker.setLabelAnchor(RectangleAnchor.TOP_LEFT);
        marker.setLabelTextAnchor(TextAnchor.TOP_LEFT);
        plot.addDomainMarker(marker, org.jfree.chart.ui.Layer.BACKGROUND);
    }

    private void add(Layer.Cells cells) {
        DefaultXYZDataset data = new DefaultXYZDataset();
        data.addSeries("", new double[][]{cells.x(), cells.y(), cells.value()});
        ColourScale scale = cells.colours();
        ColourLegend legend = ColourLegend.of(scale);
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(legend);
        renderer.setBlockAnchor(RectangleAnchor.CENTER);
        add(data, renderer);
        for (int i = 0; i < cells.text().length; i++) {
            XYTextAnnotation text = new XYTextAnnotation(cells.text()[i], cells.x()[i], cells.y()[i]);
            text.setFont(Typeface.SMALL);
            text.setPaint(scale.isLight(cells.value()[i]) ? Style.INK : Color.WHITE);
            plot.addAnnotation(text);
        }
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        chart.addSubtitle(legend.legend(cells.scaleTitle(), cells.labels()));
    }
}
