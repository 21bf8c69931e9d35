package io.finelame.replay.sweep;

import io.finelame.record.config.ClusterFloor;
import io.finelame.record.config.LeaveOut;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import java.util.List;

/**
 * One run of a sweep.
 *
 * @param number its place in the table, from 1
 * @param train index of the recording that trains, {@code test} of the one that is tested
 * @param model {@code kmeans} or another {@link ModelKind}'s name, and its options: {@link ModelSpec}
 * @param k 0 if the model has no clusters
 * @param trainTime seconds, {@code trainFrom} as well
 * @param scoring empty if the model is not K-means, {@code scale} as well
 * @param minCluster {@link io.finelame.record.config.ClusterFloor}
 * @param consensus how many models of different ages must flag a request
 * @param leaveOut {@link io.finelame.record.config.LeaveOut}
 * @param clusterer {@link Clusterer}; empty where the model is not K-means
 * @param thin only every n-th snapshot is used
 */
public record RunParameters(long number, int train, int test, String model, int k, List<String> features,
        double trainFrom,
        double trainTime, String scoring, String scale, String minCluster, String threshold, double cleanPercentile,
        int thin, long seed, String leaveOut, int consensus, String clusterer) {
    boolean isKMeans() {
        return model.equals(ModelSpec.KMEANS_NAME);
    }

    /** With the times of {@link ModelParameters#ofWindow}. */
    RunParameters ofWindow(int n, SweepPlan plan) {
        ModelParameters its = forReplay(plan).ofWindow(n);
        return new RunParameters(number, train, test, model, k, features, its.options().trainFrom(), its.trainTime(),
                scoring, scale, minCluster, threshold, cleanPercentile, thin, seed, leaveOut, consensus, clusterer);
    }

    Clusterer clusteredBy() {
        return clusterer.isEmpty() ? Clusterer.OWN : Clusterer.named(clusterer);
    }

    public ModelParameters forReplay(SweepPlan plan) {
        TrainingOptions options = new TrainingOptions(ModelSpec.parse(model), trainFrom,
                ClusterFloor.parse(minCluster).orElse(ClusterFloor.DEFAULT),
                scale.isEmpty() ? FeatureScale.STD : scale, LeaveOut.ofText(leaveOut), consensus, clusteredBy());
        return new ModelParameters(Math.max(1, k), features, trainTime, scoring, ThresholdRule.parse(threshold),
                plan.multiplier(), plan.stdMultiplier(), seed, plan.restarts(), cleanPercentile, options);
    }
}
