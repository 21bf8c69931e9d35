package io.finelame.analyze.evaluate;

import io.finelame.run.Requests;
import io.finelame.run.Scores;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/**
 * How early the requests of one label were flagged, and what stopping them then would have saved. Each array is
 * ascending, by itself.
 *
 * @param label
 *            null for requests without one
 * @param shares
 *            detection_cputime over final REQ_CPUTIME of each flagged request; requests without CPU time have none
 * @param secondsToDetection
 *            [flagged] from the request's first update until it was flagged
 * @param secondsLeft
 *            [flagged] from there to its last update
 * @param cpuSaved
 *            ns that each flagged request used after it was flagged; requests without CPU time have none
 * @param cpuTime
 *            ns that all the requests used, flagged or not
 */
public record EarlyDetection(String label, int requests, int flagged, double[] shares, double[] secondsToDetection,
        double[] secondsLeft, double[] cpuSaved, double cpuTime) {

    static EarlyDetection of(String label, Requests test, Scores scores, IntPredicate belongs) {
        int[] rows = IntStream.range(0, test.size()).filter(belongs).toArray();
        int[] flagged = Arrays.stream(rows).filter(row -> scores.flagged()[row]).toArray();
        int[] used = Arrays.stream(flagged).filter(row -> cpuTime(test, row) > 0).toArray();
        return new EarlyDetection(label, rows.length, flagged.length, sorted(used, row -> share(test, scores, row)),
                sorted(flagged, row -> secondsToDetection(test, scores, row)),
                sorted(flagged, row -> secondsLeft(test, scores, row)),
                sorted(used, row -> cpuTime(test, row) - scores.detectionCpuTime()[row]),
                Arrays.stream(rows).mapToDouble(row -> cpuTime(test, row)).sum());
    }

    private static double[] sorted(int[] rows, IntToDoubleFunction value) {
        return Arrays.stream(rows).mapToDouble(value).sorted().toArray();
    }

    private static double cpuTime(Requests test, int row) {
        return test.hasFeature(Requests.CPU_TIME) ? test.feature(Requests.CPU_TIME)[row] : 0;
    }

    /** The share of its final CPU time that a flagged request had used when flagged; NaN if it used none. */
    public static double share(Requests test, Scores scores, int row) {
        double total = cpuTime(test, row);
        return total > 0 && scores.flagged()[row] ? scores.detectionCpuTime()[row] / total : Double.NaN;
    }

    public static double secondsToDetection(Requests test, Scores scores, int row) {
        return (scores.detectionTs()[row] - test.originTs()[row]) / 1e9;
    }

    public static double secondsLeft(Requests test, Scores scores, int row) {
        return (test.completionTs()[row] - scores.detectionTs()[row]) / 1e9;
    }

    public Rate recall() {
        return Rate.of(flagged, requests);
    }

    public double medianShare() {
        return quantile(shares, 0.5);
    }

    public double p90Share() {
        return quantile(shares, 0.9);
    }

    /** NaN if none was flagged. */
    public double medianSecondsToDetection() {
        return quantile(secondsToDetection, 0.5);
    }

    /** NaN if none was flagged. */
    public double medianSecondsLeft() {
        return quantile(secondsLeft, 0.5);
    }

    /** Of its final CPU time, what each flagged request used after it was flagged, ascending. */
    public double[] savedShares() {
        return Arrays.stream(shares).map(share -> 1 - share).sorted().toArray();
    }

    /** Of the CPU time of all its requests, flagged or not, what would have been saved; NaN if they used none. */
    double savedShareOfAll() {
        return cpuTime > 0 ? Arrays.stream(cpuSaved).sum() / cpuTime : Double.NaN;
    }

    /** Linear interpolation between order statistics, as numpy does by default; NaN without values. */
    private static double quantile(double[] values, double q) {
        return Quantile.withDefaults().with(EstimationMethod.HF7).evaluate(values, q);
    }
}
