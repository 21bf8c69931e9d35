package io.finelame.replay.training;

/**
 * A training set's values as clusters are made of them.
 *
 * @param values [n][features] in spreads from the centre
 */
public record StandardisedSet(FeatureScale scale, double[][] values) {
    public static StandardisedSet of(TrainingSet training, ModelParameters parameters) {
        FeatureScale scale = FeatureScale.of(parameters.options().scale(), parameters.features(), training.values());
        return new StandardisedSet(scale, scale.standardised(training.values()));
    }
}
