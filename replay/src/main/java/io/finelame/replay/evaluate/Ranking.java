package io.finelame.replay.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Attacks and legitimate requests by their greatest score ratio. One thread only. */
final class Ranking {
    private static final int LEGITIMATE_PER_ALARM = 1_000;

    private final List<AttackScores> attacks;
    private final double[] legitimate;
    private final boolean knowsCpuTime;
    /** [legitimate] attacks with a smaller score ratio, and those with at most this one. */
    private final int[] below;
    private final int[] atMost;
    /** CPU shares by limit: resamples have few different limits. */
    private final Map<Double, double[]> cpuShares = new HashMap<>();

    /** @param knowsCpuTime whether attacks have shares of it */
    Ranking(List<AttackScores> attacks, double[] legitimate, boolean knowsCpuTime) {
        this.attacks = attacks.stream().sorted(Comparator.comparingDouble(AttackScores::greatest)).toList();
        this.legitimate = legitimate.clone();
        this.knowsCpuTime = knowsCpuTime;
        this.below = new int[legitimate.length];
        this.atMost = new int[legitimate.length];
        Arrays.sort(this.legitimate);
        rank(this.attacks.stream().mapToDouble(AttackScores::greatest).toArray());
    }

    private void rank(double[] positives) {
        int smaller = 0;
        int notGreater = 0;
        for (int i = 0; i < legitimate.length; i++) {
            while (smaller < positives.length && positives[smaller] < legitimate[i]) {
                smaller++;
            }
            while (notGreater < positives.length && positives[notGreater] <= legitimate[i]) {
                notGreater++;
            }
            below[i] = smaller;
            atMost[i] = notGreater;
        }
    }

    int attacks() {
        return attacks.size();
    }

    int legitimate() {
        return legitimate.length;
    }

    RankingMeasures measures() {
        return measures(ones(attacks.size()), ones(legitimate.length));
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Measures of a resample.
     *
     * @param attackCounts [attacks] how often each is in it, in ascending order of their score ratio
     * @param legitimateCounts [legitimate] likewise; both add up to as many as there are
     */
    RankingMeasures measures(int[] attackCounts, int[] legitimateCounts) {
        if (attacks.isEmpty() || legitimate.length == 0) {
            return RankingMeasures.NONE;
        }
        double auc = auc(attackCounts, legitimateCounts);
        if (legitimate.length < LEGITIMATE_PER_ALARM) {
            return new RankingMeasures(auc, Double.NaN, Double.NaN);
        }
        double limit = limit(legitimateCounts);
        return new RankingMeasures(auc, recall(attackCounts, limit),
                knowsCpuTime ? cpuShare(attackCounts, limit) : Double.NaN);
    }

    /** The probability that an attack scores above a legitimate request, ties counted half (Mann and Whitney). */
    private double auc(int[] attackCounts, int[] legitimateCounts) {
        int[] before = new int[attackCounts.length + 1];
        for (int i = 0; i < attackCounts.length; i++) {
            before[i + 1] = before[i] + attackCounts[i];
        }
        long twice = 2L * attackCounts.length;
        long above = 0;
        for (int i = 0; i < legitimateCounts.length; i++) {
            above += legitimateCounts[i] * (twice - before[below[i]] - before[atMost[i]]);
        }
        return above / ((double) twice * legitimateCounts.length);
    }

    /** The score ratio that 0.1 % of the legitimate requests are above. */
    private double limit(int[] legitimateCounts) {
        int alarms = legitimate.length / LEGITIMATE_PER_ALARM;
        int at = legitimate.length - 1;
        for (int seen = legitimateCounts[at]; seen <= alarms; seen += legitimateCounts[at]) {
            at--;
        }
        return legitimate[at];
    }

    private double recall(int[] attackCounts, double limit) {
        int flagged = 0;
        for (int i = 0; i < attackCounts.length; i++) {
            flagged += attacks.get(i).greatest() > limit ? attackCounts[i] : 0;
        }
        return (double) flagged / attackCounts.length;
    }

    private double cpuShare(int[] attackCounts, double limit) {
        double[] shares = cpuShares.computeIfAbsent(limit,
                _ -> attacks.stream().mapToDouble(attack -> attack.cpuShareAbove(limit)).toArray());
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += attackCounts[i] * shares[i];
        }
        return sum / shares.length;
    }
}
