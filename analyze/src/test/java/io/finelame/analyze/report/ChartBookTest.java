package io.finelame.analyze.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Scale;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.analyze.chart.Style.Symbol;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The page's form of figures, which figure.js reads. */
class ChartBookTest {

    private static final double[] VALUES = {0, 10, 1000};
    private static final Axis BYTES = new Axis("bytes", new Scale.Log(0), -0.2, 3,
            List.of(new Axis.Tick(0, "0"), new Axis.Tick(3, "1 kB")), List.of(new Axis.Tick(2, "100 B")));

    private static JsonNode json(FigureSet figures) throws IOException {
        return new ObjectMapper().readTree(HtmlReport.json(ChartBook.of(figures)));
    }

    private static Figure figure(Layer layer) {
        Axis y = Axis.linear("y", 0, 4, value -> Long.toString((long) value));
        return Figure.of("some", Figure.Size.COLUMN, new Panel("title", BYTES, y, List.of(layer)), DataTable::new);
    }

    private static Layer points() {
        return new Layer.Points("v0", "flagged", Style.points(Style.VERMILLION, Symbol.SQUARE, 4, 0.5), VALUES,
                new double[]{1, 2, Double.NaN}, new int[]{4, 7, 9});
    }

    @Test
    void of_aFigure_isCoordinatesByTheScaleWithTheAxisTicks() throws IOException {
        FigureSet figures = new FigureSet();
        figures.add(figure(points()), "choice");
        assertEquals("""
                     {"columns":[[0,1,3],[1,2,null],[4,7,9]],\
                     "styles":[{"color":"#d55e00","dash":null,"width":2,"symbol":"rect","size":4,"opacity":0.5}],\
                     "axes":[{"title":"bytes","scale":"Log","low":-0.2,"high":3,"at":[0,3],"labels":["0","1 kB"],\
                     "minorAt":[2],"minorLabels":["100 B"]},\
                     {"title":"y","scale":"Linear","low":0,"high":4,"at":[0,1,2,3,4],"labels":["0","1","2","3","4"],\
                     "minorAt":[],"minorLabels":[]}],\
                     "layers":[{"kind":"points","key":"v0","name":"flagged","style":0,"x":0,"y":1,"rows":2}],\
                     "figures":{"some\\nchoice":{"panels":[{"title":"title","x":0,"y":1,"layers":[0]}]}}}""",
                json(figures).toString());
    }

    @Test
    void of_figuresThatShareALayer_haveItOnce() throws IOException {
        FigureSet figures = new FigureSet();
        figures.add(figure(points()), "one");
        figures.add(figure(points()), "other");
        JsonNode book = json(figures);
        assertEquals(2, book.get("figures").size());
        assertEquals(1, book.get("layers").size());
        assertEquals(3, book.get("columns").size());
    }

    @Test
    void of_aRule_isWhereTheScalePlacesItsValue() throws IOException {
        FigureSet figures = new FigureSet();
        figures.add(figure(new Layer.Rule("threshold", null, Style.line(Style.INK, Dash.DASHED), 100, true)));
        assertEquals(2, json(figures).at("/layers/0/at").asDouble());
    }

    @Test
    void of_aSteppedLine_saysWhichWayItSteps() throws IOException {
        FigureSet figures = new FigureSet();
        figures.add(figure(Layer.Line.of("s0", "one", Style.ofLine(0), Step.UP_FIRST, VALUES, VALUES)));
        assertEquals("start", json(figures).at("/layers/0/step").asText());
    }
}
