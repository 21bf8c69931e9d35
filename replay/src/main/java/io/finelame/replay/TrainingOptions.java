package io.finelame.replay;

import io.finelame.record.ClusterFloor;

/**
 * What of a training set counts as normal, and how.
 *
 * @param type of the model
 * @param trainFrom seconds from the recording's start before which a request isn't trained on
 * @param minCluster the fewest members of a cluster that is accepted
 * @param scale {@code std}, {@code mad} or {@code log}: {@link FeatureScale}
 */
record TrainingOptions(ModelSpec type, double trainFrom, ClusterFloor minCluster, String scale) {
    static final TrainingOptions DEFAULT = new TrainingOptions(ModelSpec.KMEANS, 0, ClusterFloor.DEFAULT,
            FeatureScale.STD);

    TrainingOptions withTrainFrom(double seconds) {
        return new TrainingOptions(type, seconds, minCluster, scale);
    }
}
