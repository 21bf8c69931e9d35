package io.finelame.analyze;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How early the requests of one label were flagged.
 *
 * @param label
 *            null for requests without one
 * @param shares
 *            detection_cputime over final REQ_CPUTIME of each flagged request, ascending; requests without CPU time
 *            have none
 * @param medianSecondsToDetection
 *            from the request's first update until it was flagged; NaN where none was
 * @param medianSecondsLeft
 *            from there to its last update; NaN where none was flagged
 */
record EarlyDetection(String label, int requests, int flagged, double[] shares, double medianSecondsToDetection,
        double medianSecondsLeft) {

    static EarlyDetection of(String label, Requests test, Scores scores, IntPredicate belongs) {
        int[] rows = IntStream.range(0, test.size()).filter(belongs).toArray();
        int[] flagged = Arrays.stream(rows).filter(row -> scores.flagged()[row]).toArray();
        double[] shares = Arrays.stream(flagged).mapToDouble(row -> share(test, scores, row))
                .filter(share -> !Double.isNaN(share)).sorted().toArray();
        return new EarlyDetection(label, rows.length, flagged.length, shares,
                median(flagged, row -> secondsToDetection(test, scores, row)),
                median(flagged, row -> secondsLeft(test, scores, row)));
    }

    /** The share of its final CPU time that a flagged request had used when flagged; NaN where it used none. */
    static double share(Requests test, Scores scores, int row) {
        double total = test.hasFeature(Requests.CPU_TIME) ? test.feature(Requests.CPU_TIME)[row] : 0;
        return total > 0 && scores.flagged()[row] ? scores.detectionCpuTime()[row] / total : Double.NaN;
    }

    static double secondsToDetection(Requests test, Scores scores, int row) {
        return (scores.detectionTs()[row] - test.originTs()[row]) / 1e9;
    }

    static double secondsLeft(Requests test, Scores scores, int row) {
        return (test.completionTs()[row] - scores.detectionTs()[row]) / 1e9;
    }

    Rate recall() {
        return Rate.of(flagged, requests);
    }

    double medianShare() {
        return quantile(shares, 0.5);
    }

    double p90Share() {
        return quantile(shares, 0.9);
    }

    private static double median(int[] rows, IntToDoubleFunction value) {
        return quantile(Arrays.stream(rows).mapToDouble(value).toArray(), 0.5);
    }

    /** Linear interpolation between order statistics, as numpy does by default; NaN without values. */
    private static double quantile(double[] values, double q) {
        return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, q * 100);
    }
}
