/**
 * A trained model that can be deployed, and its file. {@link io.finelame.replay.model.TrainedModel} trains one of any type,
 * {@link io.finelame.replay.model.Model} is what model.json contains, and {@link io.finelame.replay.model.ModelFile} reads and checks
 * it.
 */
package io.finelame.replay.model;
