package io.finelame.replay;

import java.util.List;

/**
 * What a model is trained with.
 *
 * @param trainTime seconds from the recording's start
 * @param scoring {@code l1} or {@code finelame}
 * @param multiplier of a value, and {@code stdMultiplier} of a std, in finelame scoring's fixed point
 * @param restarts K-means starts, of which the one with the lowest inertia is kept
 * @param cleanPercentile training requests above it, in any feature, are dropped; 100 keeps all
 */
record ModelParameters(int k, List<String> features, double trainTime, String scoring, ThresholdRule threshold,
        long multiplier, long stdMultiplier, long seed, int restarts, double cleanPercentile) {}
