package io.finelame.replay.evaluate;

/**
 * How well the greatest score ratios separate attacks from legitimate requests, whatever the threshold; NaN without one or
 * the other. Recall and share are those of a threshold that flags 0.1 % of the legitimate requests, NaN with fewer than
 * 1,000 of them.
 *
 * @param auc area under the ROC curve
 * @param recall share of the attacks that are flagged
 * @param cpuShare mean over all attacks of CPU time at detection divided by final CPU time; 1 for an attack that isn't
 *         flagged
 */
public record RankingMeasures(double auc, double recall, double cpuShare) {
    static final RankingMeasures NONE = new RankingMeasures(Double.NaN, Double.NaN, Double.NaN);

    /** A confidence interval of each. */
    public record Interval(RankingMeasures low, RankingMeasures high) {
        static final Interval NONE = new Interval(RankingMeasures.NONE, RankingMeasures.NONE);
    }
}
