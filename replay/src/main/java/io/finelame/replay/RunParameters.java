package io.finelame.replay;

import java.util.List;

/**
 * One run of a sweep.
 *
 * @param number its place in the table, from 1
 * @param train index of the recording that trains, {@code test} of the one that is judged
 * @param model {@code kmeans} or another {@link ModelKind}'s name
 * @param k 0 where the model has no clusters
 * @param trainTime seconds
 * @param scoring empty where the model is not K-means
 * @param thin every how many-th snapshot is looked at
 */
record RunParameters(long number, int train, int test, String model, int k, List<String> features, double trainTime,
        String scoring, String threshold, double cleanPercentile, int thin, long seed) {
    static final String KMEANS = "kmeans";

    boolean isKMeans() {
        return model.equals(KMEANS);
    }

    ModelParameters forReplay(SweepPlan plan) {
        return new ModelParameters(k, features, trainTime, scoring, ThresholdRule.parse(threshold), plan.multiplier(),
                plan.stdMultiplier(), seed, plan.restarts(), cleanPercentile);
    }
}
