package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.chart.Style.Dash;
import io.finelame.analyze.evaluate.Histogram;
import io.finelame.analyze.plot.FeatureHistograms.OfClass;
import io.finelame.analyze.plot.FeatureHistograms.OfFeature;
import io.finelame.cli.text.FeatureUnit;
import io.finelame.run.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** How each feature is spread over legitimate, attack and flagged requests: a histogram per feature. */
final class DistributionFigures {

    private static final int ACROSS = 3;
    private static final int LABELLED_DECADES = 5;
    private static final Style CENTROID = Style.line(Style.SOFT, Dash.DOTTED);

    private final Model model;
    private final FeatureHistograms histograms;

    private DistributionFigures(Model model, FeatureHistograms histograms) {
        this.model = model;
        this.histograms = histograms;
    }

    static Figure of(Model model, FeatureHistograms histograms) {
        DistributionFigures made = new DistributionFigures(model, histograms);
        List<Panel> panels = histograms.features().stream().map(made::panel).toList();
        return new Figure("feature-distributions", Figure.Size.MULTIPLES, Math.min(ACROSS, panels.size()), panels,
                panels.getFirst().keys(), made::data);
    }

    private Panel panel(OfFeature of) {
        HistogramAxis axis = of.sharedAxis();
        List<Layer> layers = new ArrayList<>();
        for (OfClass each : of.classes()) {
            layers.add(HistogramLine.of(each.kind(), each.name() + " (" + each.total() + ")",
                    style(each.kind(), of.classes().size() > 2), each.histogram(), each.total(), axis));
        }
        Axis y = shares(null, layers);
        int index = model.features().indexOf(of.feature());
        layers.addAll(centroids(index));
        return new Panel(index < 0 ? of.feature() + " (not in the model)" : of.feature(),
                axis.axis(null, LABELLED_DECADES), y, layers);
    }

    static Axis shares(String title, List<Layer> histograms) {
        DoubleStream shares = histograms.stream().flatMapToDouble(layer -> DoubleStream.of(((Layer.Line) layer).y()));
        return Axis.fromZero(title, shares, TickLabels.PERCENT);
    }

    private static Style style(String kind, boolean labelled) {
        return switch (kind) {
            case "legitimate", "notFlagged" -> Style.line(Style.BLUE, Dash.SOLID);
            case "flagged" -> labelled
                    ? Style.line(Style.INK, Dash.DOTTED)
                    : Style.line(Style.VERMILLION, Dash.DASHED);
            default -> Style.line(Style.VERMILLION, Dash.DASHED);
        };
    }

    private List<Layer> centroids(int feature) {
        return feature < 0 || model.isLimits()
                ? List.of()
                : Arrays.stream(model.centroids()).mapToDouble(centroid -> centroid[feature])
                        .filter(value -> value > 0)
                        .<Layer>mapToObj(value -> new Layer.Rule("centroids", null, CENTROID, value, true)).toList();
    }

    private DataTable data() {
        DataTable data = new DataTable("feature", "requests_of", "from", "to", "unit", "requests", "share");
        for (OfFeature of : histograms.features()) {
            for (OfClass each : of.classes()) {
                add(data, of, each);
            }
        }
        return data;
    }

    private static void add(DataTable data, OfFeature of, OfClass each) {
        Histogram histogram = each.histogram();
        if (of.sharedAxis().zeros()) {
            add(data, of.feature(), each, 0, 0, histogram.zeros());
        }
        for (int bin = 0; bin < histogram.counts().length; bin++) {
            add(data, of.feature(), each, HistogramLine.edge(histogram, bin), HistogramLine.edge(histogram, bin + 1),
                    histogram.counts()[bin]);
        }
    }

    private static void add(DataTable data, String feature, OfClass each, double from, double to, long requests) {
        data.add(feature, each.name(), from, to, TickLabels.suffix(FeatureUnit.of(feature)).substring(1), requests,
                requests / Math.max(1.0, each.total()));
    }
}
