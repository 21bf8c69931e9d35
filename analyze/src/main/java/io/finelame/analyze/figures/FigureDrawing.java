package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Figure;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;

/** A figure laid out in points. */
final class FigureDrawing {

    private final String name;
    private final Figure figure;
    private final List<JFreeChart> charts;
    private final Legend legend;

    FigureDrawing(String name, Figure figure) {
        this.name = name;
        this.figure = figure;
        this.charts = figure.panels().stream().map(PanelChart::of).toList();
        this.legend = new Legend(figure.legend(), width());
    }

    String name() {
        return name;
    }

    int width() {
        return figure.size().width();
    }

    int height() {
        return legend.height() + figure.rows() * figure.size().panelHeight();
    }

    void draw(Graphics2D g2) {
        g2.setPaint(Color.WHITE);
        g2.fill(new Rectangle2D.Double(0, 0, width(), height()));
        legend.draw(g2);
        double across = (double) width() / figure.columns();
        int down = figure.size().panelHeight();
        for (int i = 0; i < charts.size(); i++) {
            charts.get(i).draw(g2, new Rectangle2D.Double(i % figure.columns() * across,
                    legend.height() + i / figure.columns() * down, across, down));
        }
    }
}
