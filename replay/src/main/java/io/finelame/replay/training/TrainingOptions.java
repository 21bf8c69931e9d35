package io.finelame.replay.training;

import io.finelame.record.config.ClusterFloor;
import io.finelame.record.config.LeaveOut;
import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.requests.LeftOut;

/**
 * Options of training: what of a recording counts as normal, and how.
 *
 * @param type of the model
 * @param trainFrom seconds from the recording's start before which a request isn't trained on
 * @param minCluster the fewest members of a cluster that is accepted
 * @param scale {@code std}, {@code mad} or {@code log}: {@link FeatureScale}
 * @param consensus how many of the last models must flag a request: {@link ModelWindows}
 * @param leaveOut what is to be left out of a table before it is trained on: {@link LeftOut}
 * @param clusterer whose K-means finds the clusters, of a model that has any
 */
public record TrainingOptions(ModelSpec type, double trainFrom, ClusterFloor minCluster, String scale,
        LeaveOut leaveOut,
        int consensus, Clusterer clusterer) {
    public static final TrainingOptions DEFAULT = new TrainingOptions(ModelSpec.KMEANS, 0, ClusterFloor.DEFAULT,
            FeatureScale.STD);

    /** Leaves out nothing, and has one model, of our K-means. */
    public TrainingOptions(ModelSpec type, double trainFrom, ClusterFloor minCluster, String scale) {
        this(type, trainFrom, minCluster, scale, LeaveOut.NOTHING, 1, Clusterer.OWN);
    }

    public TrainingOptions withTrainFrom(double seconds) {
        return new TrainingOptions(type, seconds, minCluster, scale, leaveOut, consensus, clusterer);
    }

    public TrainingOptions withLeaveOut(LeaveOut other) {
        return new TrainingOptions(type, trainFrom, minCluster, scale, other, consensus, clusterer);
    }

    public TrainingOptions withConsensus(int models) {
        return new TrainingOptions(type, trainFrom, minCluster, scale, leaveOut, models, clusterer);
    }

    public TrainingOptions withClusterer(Clusterer other) {
        return new TrainingOptions(type, trainFrom, minCluster, scale, leaveOut, consensus, other);
    }
}
