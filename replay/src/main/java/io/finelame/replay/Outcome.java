package io.finelame.replay;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * What a model made of the test requests, judged in flight: at each point of their series.
 *
 * @param flagged requests that were an outlier at any point
 * @param attacks labelled as such, {@code legitimate} labelled as that
 * @param truePositives flagged attacks, {@code falsePositives} flagged legitimate requests
 * @param auc area under the ROC curve of each request's greatest excess; NaN without both kinds
 * @param recallAtFewAlarms of the attacks, those whose greatest excess is above that of all but 0.1 % of the legitimate
 *        requests: what a threshold that cuts there would find; NaN without attacks or with fewer than 1,000 legitimate requests
 * @param medianShare of the CPU time used at detection in that used in the end, over flagged attacks (without labels:
 *        over all flagged requests); NaN without one
 */
record Outcome(int test, int flagged, int attacks, int legitimate, int truePositives, int falsePositives, double auc,
        double recallAtFewAlarms, double medianShare) {
    private static final int LEGITIMATE_PER_ALARM = 1_000;

    static Outcome of(Judge judge, RequestTable table, int[] testRows, Truth truth) {
        return of(_ -> judge, table, testRows, truth);
    }

    /** @param judges of each row */
    static Outcome of(IntFunction<Judge> judges, RequestTable table, int[] testRows, Truth truth) {
        Tally tally = new Tally(table, testRows.length);
        boolean labelled = truth.attacks(testRows) > 0;
        for (int row : testRows) {
            tally.add(judges.apply(row), row, truth.kinds()[row], labelled);
        }
        return tally.outcome();
    }

    double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    double recall() {
        return ratio(truePositives, attacks);
    }

    double falsePositiveRate() {
        return ratio(falsePositives, legitimate);
    }

    double f1() {
        return attacks == 0 ? Double.NaN : ratio(2 * truePositives, attacks + truePositives + falsePositives);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }

    /** Counts one request after the other. */
    private static final class Tally {
        private final RequestTable table;
        private final int cputime;
        private final double[] attackExcess;
        private final double[] legitimateExcess;
        private final double[] shares;
        private int test;
        private int flagged;
        private int attacks;
        private int legitimate;
        private int truePositives;
        private int falsePositives;
        private int shareCount;

        Tally(RequestTable table, int most) {
            this.table = table;
            this.cputime = table.column("REQ_CPUTIME");
            this.attackExcess = new double[most];
            this.legitimateExcess = new double[most];
            this.shares = new double[most];
        }

        void add(Judge judge, int row, byte kind, boolean labelled) {
            int detection = -1;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int point = table.seriesStart()[row]; point < table.seriesStart()[row + 1]; point++) {
                judge.lookAt(point);
                greatest = Math.max(greatest, judge.excess());
                if (detection < 0 && judge.flags()) {
                    detection = point;
                }
            }
            test++;
            boolean outlier = detection >= 0;
            flagged += outlier ? 1 : 0;
            if (kind == Truth.ATTACK) {
                attackExcess[attacks++] = greatest;
                truePositives += outlier ? 1 : 0;
            } else if (kind == Truth.LEGITIMATE) {
                legitimateExcess[legitimate++] = greatest;
                falsePositives += outlier ? 1 : 0;
            }
            if (outlier && cputime >= 0 && (kind == Truth.ATTACK || !labelled)) {
                addShare(row, detection);
            }
        }

        private void addShare(int row, int detection) {
            long used = table.value(cputime, table.last(row));
            if (used > 0) {
                shares[shareCount++] = (double) table.value(cputime, detection) / used;
            }
        }

        Outcome outcome() {
            double median = shareCount == 0
                    ? Double.NaN
                    : ThresholdRule.percentile(Arrays.copyOf(shares, shareCount), 50);
            return new Outcome(test, flagged, attacks, legitimate, truePositives, falsePositives, auc(),
                    recallAtFewAlarms(), median);
        }

        /** The probability that an attack scores above a legitimate request, ties counted half (Mann and Whitney). */
        private double auc() {
            if (attacks == 0 || legitimate == 0) {
                return Double.NaN;
            }
            double[] positives = Arrays.copyOf(attackExcess, attacks);
            Arrays.sort(positives);
            int atMostZero = upperBound(positives, 0);
            double above = 0;
            for (int i = 0; i < legitimate; i++) {
                boolean zero = legitimateExcess[i] == 0;
                int below = zero ? 0 : lowerBound(positives, legitimateExcess[i]);
                int atMost = zero ? atMostZero : below;
                while (atMost < attacks && positives[atMost] == legitimateExcess[i]) {
                    atMost++;
                }
                above += attacks - atMost + 0.5 * (atMost - below);
            }
            return above / ((double) attacks * legitimate);
        }

        private double recallAtFewAlarms() {
            if (attacks == 0 || legitimate < LEGITIMATE_PER_ALARM) {
                return Double.NaN;
            }
            double[] sorted = Arrays.copyOf(legitimateExcess, legitimate);
            Arrays.sort(sorted);
            double limit = sorted[legitimate - 1 - legitimate / LEGITIMATE_PER_ALARM];
            return (double) Arrays.stream(attackExcess, 0, attacks).filter(excess -> excess > limit).count() / attacks;
        }

        /** How many are smaller. Without branches that nobody can predict: it is asked for each request of each run. */
        private static int lowerBound(double[] sorted, double value) {
            int from = 0;
            for (int length = sorted.length; length > 0;) {
                int half = length + 1 >>> 1;
                from += sorted[from + half - 1] < value ? half : 0;
                length -= half;
            }
            return from;
        }

        private static int upperBound(double[] sorted, double value) {
            return lowerBound(sorted, Math.nextUp(value));
        }
    }
}
