/**
 * Model types other than K-means, and the interface for those of users: implement
 * {@link io.finelame.replay.anomaly.ModelKind}, which gets {@link io.finelame.replay.anomaly.TrainingData} and returns an
 * {@link io.finelame.replay.anomaly.AnomalyModel}; docs/models.md has an example. {@link io.finelame.replay.anomaly.ModelKinds} finds
 * all types on the class path.
 */
package io.finelame.replay.anomaly;
