package io.finelame.analyze.evaluate;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * A share of cases with its 95 % confidence interval (Wilson's score interval), all from 0 to 1; NaN without cases.
 */
public record Rate(double value, double low, double high) {

    private static final double ERROR_RATE = 0.05;

    static Rate of(long hits, long cases) {
        if (cases == 0) {
            return new Rate(Double.NaN, Double.NaN, Double.NaN);
        }
        var interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(Math.toIntExact(cases),
                Math.toIntExact(hits), ERROR_RATE);
        return new Rate((double) hits / cases, Math.max(0, interval.getLowerBound()),
                Math.min(1, interval.getUpperBound()));
    }
}
