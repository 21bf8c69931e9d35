package io.finelame.replay.evaluate;

import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ThresholdRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Results of a model on the test requests, scored in flight: at each point of their series.
 *
 * @param flagged requests that were an outlier at any point
 * @param attacks labelled as such, {@code legitimate} labelled as that
 * @param truePositives flagged attacks, {@code falsePositives} flagged legitimate requests
 * @param medianShare of CPU time at detection divided by final CPU time, over flagged attacks (without labels: over all
 *        flagged requests); NaN without one
 * @param meanShare the same as a mean over all attacks; 1 for one that isn't flagged or used no CPU time; NaN without attacks
 * @param ranking whatever the threshold
 * @param interval of {@code ranking}; NaN without a bootstrap
 */
public record Outcome(int test, int flagged, int attacks, int legitimate, int truePositives, int falsePositives,
        double medianShare, double meanShare, RankingMeasures ranking, RankingMeasures.Interval interval) {
    static Outcome of(Judge judge, RequestTable table, int[] testRows, Truth truth) {
        return of(_ -> judge, table, TestRows.of(testRows, truth), truth, Bootstrap.NONE);
    }

    /** @param judges of each row */
    public static Outcome of(IntFunction<Judge> judges, RequestTable table, TestRows tested, Truth truth,
            Bootstrap bootstrap) {
        Tally tally = new Tally(table, tested);
        boolean labelled = truth.attacks(tested.rows()) > 0;
        for (int row : tested.rows()) {
            tally.add(judges.apply(row), row, truth.kinds()[row], labelled);
        }
        return tally.outcome(bootstrap);
    }

    public double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    public double recall() {
        return ratio(truePositives, attacks);
    }

    public double falsePositiveRate() {
        return ratio(falsePositives, legitimate);
    }

    public double f1() {
        return attacks == 0 ? Double.NaN : ratio(2 * truePositives, attacks + truePositives + falsePositives);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }

    /** Counts one request after the other. */
    private static final class Tally {
        private final RequestTable table;
        private final int cputime;
        private final List<AttackScores> attacks = new ArrayList<>();
        private final double[] legitimateExcess;
        private final int[] legitimatePlaces;
        private final double[] shares;
        /** Points of the request that is looked at where its score ratio was greater than at any before. */
        private final int[] risePoints;
        private final double[] rises;
        private int riseCount;
        private int test;
        private int flagged;
        private int legitimate;
        private int truePositives;
        private int falsePositives;
        private int shareCount;
        private double attackShareSum;

        Tally(RequestTable table, TestRows tested) {
            this.table = table;
            this.cputime = table.column("REQ_CPUTIME");
            this.legitimatePlaces = tested.places();
            this.legitimateExcess = new double[legitimatePlaces.length];
            this.shares = new double[tested.rows().length];
            int longest = 0;
            for (int row : tested.rows()) {
                longest = Math.max(longest, table.seriesStart()[row + 1] - table.seriesStart()[row]);
            }
            this.risePoints = new int[longest];
            this.rises = new double[longest];
        }

        void add(Judge judge, int row, byte kind, boolean labelled) {
            int detection = -1;
            double greatest = Double.NEGATIVE_INFINITY;
            riseCount = 0;
            for (int point = table.seriesStart()[row]; point < table.seriesStart()[row + 1]; point++) {
                judge.lookAt(point);
                double excess = judge.excess();
                if (excess > greatest) {
                    rises[riseCount] = excess;
                    risePoints[riseCount++] = point;
                }
                greatest = Math.max(greatest, excess);
                if (detection < 0 && judge.flags()) {
                    detection = point;
                }
            }
            count(row, kind, detection, greatest);
            if (detection >= 0 && cputime >= 0 && (kind == Truth.ATTACK || !labelled)) {
                addShare(row, detection);
            }
        }

        private void count(int row, byte kind, int detection, double greatest) {
            boolean outlier = detection >= 0;
            test++;
            flagged += outlier ? 1 : 0;
            if (kind == Truth.ATTACK) {
                attacks.add(scores(row, greatest));
                truePositives += outlier ? 1 : 0;
                attackShareSum += outlier ? share(row, detection) : 1;
            } else if (kind == Truth.LEGITIMATE) {
                legitimateExcess[legitimatePlaces[legitimate++]] = greatest;
                falsePositives += outlier ? 1 : 0;
            }
        }

        private AttackScores scores(int row, double greatest) {
            double[] its = IntStream.range(0, riseCount).mapToDouble(i -> share(row, risePoints[i])).toArray();
            return new AttackScores(greatest, Arrays.copyOf(rises, riseCount), its);
        }

        /** The proportion of its CPU time that has been used at a point; 1 if none is known to be left. */
        private double share(int row, int point) {
            long used = cputime < 0 ? 0 : table.value(cputime, table.last(row));
            return used == 0 ? 1 : (double) table.value(cputime, point) / used;
        }

        private void addShare(int row, int detection) {
            if (table.value(cputime, table.last(row)) > 0) {
                shares[shareCount++] = share(row, detection);
            }
        }

        Outcome outcome(Bootstrap bootstrap) {
            double median = shareCount == 0
                    ? Double.NaN
                    : ThresholdRule.percentile(Arrays.copyOf(shares, shareCount), 50);
            double mean = attacks.isEmpty() || cputime < 0 ? Double.NaN : attackShareSum / attacks.size();
            Ranking ranking = new Ranking(attacks, legitimateExcess, cputime >= 0);
            return new Outcome(test, flagged, attacks.size(), legitimate, truePositives, falsePositives, median, mean,
                    ranking.measures(), bootstrap.interval(ranking));
        }
    }
}
