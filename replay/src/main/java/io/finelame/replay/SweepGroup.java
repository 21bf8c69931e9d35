package io.finelame.replay;

import java.util.List;

/**
 * Runs that share a training set: its clusters, and whatever else depends on it alone, are computed once.
 *
 * @param number from 0
 * @param runs not empty
 */
record SweepGroup(int number, List<RunParameters> runs) {
    RunParameters first() {
        return runs.getFirst();
    }

    /** The numbers of clusters that are asked for, ascending. */
    int[] clusterCounts() {
        return runs.stream().filter(RunParameters::isKMeans).mapToInt(RunParameters::k).distinct().sorted().toArray();
    }
}
