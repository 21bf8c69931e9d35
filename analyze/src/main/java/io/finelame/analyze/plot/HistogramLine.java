package io.finelame.analyze.plot;

import io.finelame.analyze.chart.Layer;
import io.finelame.analyze.chart.Layer.Step;
import io.finelame.analyze.chart.Style;
import io.finelame.analyze.evaluate.Histogram;

/** A histogram as steps over a logarithmic axis. */
final class HistogramLine {

    private HistogramLine() {}

    /**
     * @param requests
     *            of which the steps are fractions
     * @param axis
     *            if it has a place for zeros, their bin is there, as wide as the others
     */
    static Layer.Line of(String key, String name, Style style, Histogram histogram, int requests, HistogramAxis axis) {
        int bins = histogram.counts().length;
        int before = axis.zeros() ? 2 : 0;
        double[] x = new double[before + bins + 1];
        double[] y = new double[x.length];
        double all = Math.max(1, requests);
        if (axis.zeros()) {
            y[0] = histogram.zeros() / all;
            x[1] = Math.pow(10, axis.first() - 1 + 1.0 / Histogram.BINS_PER_DECADE);
        }
        for (int bin = 0; bin <= bins; bin++) {
            x[before + bin] = edge(histogram, bin);
            y[before + bin] = bin < bins ? histogram.counts()[bin] / all : 0;
        }
        return Layer.Line.of(key, name, style, Step.ACROSS_FIRST, x, y);
    }

    /** Where a bin starts. */
    static double edge(Histogram histogram, int bin) {
        return Math.pow(10, histogram.firstExponent() + (double) bin / Histogram.BINS_PER_DECADE);
    }
}
