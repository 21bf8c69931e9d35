/**
 * What a model is trained with, and on what: {@link io.finelame.replay.training.ModelParameters} are the hyperparameters,
 * {@link io.finelame.replay.training.TrainingSet} the requests of the training window, {@link io.finelame.replay.training.FeatureScale}
 * what features are measured by, and {@link io.finelame.replay.training.ThresholdRule} how far from a cluster is still normal.
 */
package io.finelame.replay.training;
