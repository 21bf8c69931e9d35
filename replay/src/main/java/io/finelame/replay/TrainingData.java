package io.finelame.replay;

import java.util.List;

/**
 * What a model is trained on.
 *
 * @param values [requests][features] in the features' own units, cleaned
 * @param threshold how far from normal is still normal
 * @param seed of whatever is drawn: the same seed must give the same model
 */
public record TrainingData(List<String> features, double[][] values, ThresholdRule threshold, long seed) {}
