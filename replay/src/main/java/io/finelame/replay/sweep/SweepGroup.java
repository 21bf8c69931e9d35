package io.finelame.replay.sweep;

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
}
