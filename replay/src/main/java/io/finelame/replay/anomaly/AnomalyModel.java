package io.finelame.replay.anomaly;

/** A trained model; immutable and thread-safe. */
@FunctionalInterface
public interface AnomalyModel {
    /**
     * How abnormal a request is by what it has used so far. It is asked at each snapshot of a running request, whose
     * counters begin at 0 and never go down: an answer above 1 for little use flags every request at birth.
     *
     * @param values [features], cumulative, in the features' own units
     * @return score over threshold, 0 or more: above 1 flags the request
     */
    double excess(double[] values);
}
