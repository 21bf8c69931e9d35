package io.finelame.replay;

import io.finelame.record.ClusterFloor;
import io.finelame.record.LeaveOut;

/**
 * Options of training: what of a recording counts as normal, and how.
 *
 * @param type of the model
 * @param trainFrom seconds from the recording's start before which a request isn't trained on
 * @param minCluster the fewest members of a cluster that is accepted
 * @param scale {@code std}, {@code mad} or {@code log}: {@link FeatureScale}
 * @param consensus how many of the last models must flag a request: {@link ModelWindows}
 * @param leaveOut what is to be left out of a table before it is trained on: {@link LeftOut}
 */
record TrainingOptions(ModelSpec type, double trainFrom, ClusterFloor minCluster, String scale, LeaveOut leaveOut,
        int consensus) {
    static final TrainingOptions DEFAULT = new TrainingOptions(ModelSpec.KMEANS, 0, ClusterFloor.DEFAULT,
            FeatureScale.STD);

    /** Leaves out nothing, and has one model. */
    TrainingOptions(ModelSpec type, double trainFrom, ClusterFloor minCluster, String scale) {
        this(type, trainFrom, minCluster, scale, LeaveOut.NOTHING, 1);
    }

    TrainingOptions withTrainFrom(double seconds) {
        return new TrainingOptions(type, seconds, minCluster, scale, leaveOut, consensus);
    }

    TrainingOptions withLeaveOut(LeaveOut other) {
        return new TrainingOptions(type, trainFrom, minCluster, scale, other, consensus);
    }

    TrainingOptions withConsensus(int models) {
        return new TrainingOptions(type, trainFrom, minCluster, scale, leaveOut, models);
    }
}
