package io.finelame.analyze.evaluate;

import org.apache.commons.math3.stat.interval.IntervalUtils;

/**
 * A share of cases with its 95 % confidence interval (Wilson's score interval), all from 0 to 1; NaN without cases.
 */
public record Rate(double value, double low, double high) {

    private static final double CONFIDENCE = 0.95;

    static Rate of(long hits, long cases) {
        if (cases == 0) {
            return new Rate(Double.NaN, Double.NaN, Double.NaN);
        }
        var interval = IntervalUtils.getWilsonScoreInterval(Math.toIntExact(cases), Math.toIntExact(hits), CONFIDENCE);
        return new Rate((double) hits / cases, Math.max(0, interval.getLowerBound()),
                Math.min(1, interval.getUpperBound()));
    }
}
