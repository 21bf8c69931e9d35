package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.chart.DataTable;
import io.finelame.analyze.chart.Figure;
import io.finelame.analyze.chart.FigureSet;
import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Panel;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.plot.FeatureHistograms.OfClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** How a feature is spread over the requests of one class, a histogram per run; for the report only. */
final class ComparedDistributions {

    private final List<Named> runs;
    private final List<FeatureHistograms> histograms;

    record Named(String key, String name, Style style, FeatureHistograms histograms) {}

    ComparedDistributions(List<Named> runs) {
        this.runs = runs;
        this.histograms = runs.stream().map(Named::histograms).toList();
    }

    void addTo(FigureSet figures) {
        for (String feature : FeatureHistograms.names(histograms)) {
            for (String kind : FeatureHistograms.kinds(histograms)) {
                figures.add(figure(feature, FeatureHistograms.find(histograms, feature, kind)), feature, kind);
            }
        }
    }

    /** @param classes [runs], null of a run that has no such requests */
    private Figure figure(String feature, OfClass[] classes) {
        HistogramAxis axis = HistogramAxis.of(feature,
                Arrays.stream(classes).filter(Objects::nonNull).map(OfClass::histogram).toList());
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != null) {
                Named run = runs.get(i);
                layers.add(HistogramLine.of(run.key(), run.name(),
                        Style.line(run.style().color(), run.style().dash()), classes[i].histogram(),
                        classes[i].total(), axis));
            }
        }
        return Figure.of("features", Figure.Size.COLUMN, new Panel(null, axis.axis(feature, Axis.MOST_LABELS),
                DistributionFigures.shares("share of requests", layers), layers), DataTable::new);
    }
}
