package io.finelame.replay.training;

import io.finelame.cli.text.KnownFeature;
import io.finelame.record.config.ClusterFloor;
import java.util.Arrays;
import java.util.List;

/**
 * Requests of a training set that are too few, and use too much, to be taken for normal: fewer than the floor, of which each
 * uses more than {@value #FAR} times as much of some feature as all others. A feature that a typical request doesn't use at
 * all is ignored: of rare page faults and waits, the first are always far from none.
 */
final class FarRequests {
    static final int FAR = 4;

    private FarRequests() {}

    /**
     * @param values [n][features]
     * @return [n] the feature in which a request is far from the others; -1 for a normal one
     */
    static int[] of(double[][] values, List<String> features, ClusterFloor floor) {
        int[] farIn = new int[values.length];
        Arrays.fill(farIn, -1);
        int few = floor.of(values.length) - 1;
        if (floor.equals(ClusterFloor.NONE) || few >= values.length) {
            return farIn;
        }
        double[] most = new double[values.length];
        Arrays.fill(most, FAR);
        for (int f = 0; f < features.size(); f++) {
            double[] sorted = FeatureScale.column(values, f);
            Arrays.sort(sorted);
            double normal = sorted[sorted.length - 1 - few];
            if (sorted[sorted.length / 2] >= KnownFeature.resolutionOf(features.get(f))) {
                for (int i = 0; i < values.length; i++) {
                    boolean further = values[i][f] > most[i] * normal;
                    farIn[i] = further ? f : farIn[i];
                    most[i] = further ? values[i][f] / normal : most[i];
                }
            }
        }
        return farIn;
    }
}
