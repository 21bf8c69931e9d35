package io.finelame.replay;

/** A trained model; one thread at a time. */
public interface AnomalyModel {
    /**
     * Counters never go down, so a request that has used little is no outlier yet: what is below normal must not flag.
     *
     * @param values [features] so far, in the features' own units
     * @return score over threshold: above 1 flags
     */
    double excess(double[] values);
}
