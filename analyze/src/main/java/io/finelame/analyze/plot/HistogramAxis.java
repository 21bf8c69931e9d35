package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Axis;
import io.finelame.analyze.evaluate.Histogram;
import io.finelame.cli.text.FeatureUnit;
import java.util.List;

/**
 * The axis that histograms of a feature share.
 *
 * @param first
 *            decimal exponent of the first edge of any
 * @param last
 *            of the last edge
 * @param zeros
 *            whether any has zeros
 */
record HistogramAxis(String feature, int first, int last, boolean zeros) {

    static HistogramAxis of(String feature, List<Histogram> histograms) {
        return new HistogramAxis(feature, histograms.stream().mapToInt(Histogram::firstExponent).min().orElse(0),
                histograms.stream().mapToInt(Histogram::lastExponent).max().orElse(1),
                histograms.stream().anyMatch(histogram -> histogram.zeros() > 0));
    }

    Axis axis(String title, int most) {
        return Axis.log(title, first, last, zeros, TickLabels.of(FeatureUnit.of(feature)), most);
    }
}
