package io.finelame.replay.training;

import io.finelame.record.config.Threshold;
import io.finelame.replay.requests.ReplayException;
import java.util.Arrays;

/**
 * A rule that derives a threshold from the training requests' own scores: in K-means, each cluster's distances from its
 * centroid.
 */
public sealed interface ThresholdRule {
    /** @param distances or other scores of the training requests, not empty */
    double of(double[] distances);

    /** Mean plus this many population standard deviations; FineLame's rule, with 5. */
    record Sigma(double count) implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            double mean = FeatureScale.mean(distances);
            return mean + count * FeatureScale.std(distances, mean);
        }

        @Override
        public String toString() {
            return "sigma:" + count;
        }
    }

    /** Linear interpolation between the closest ranks. */
    record Quantile(double share) implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            return percentile(distances, 100 * share);
        }

        @Override
        public String toString() {
            return "quantile:" + share;
        }
    }

    /** The largest. */
    record Max() implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            return Arrays.stream(distances).max().orElseThrow();
        }

        @Override
        public String toString() {
            return "max";
        }
    }

    /** Median plus this many median absolute deviations, times 1.4826 as in {@link FeatureScale}. */
    record Mad(double count) implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            return percentile(distances, 50) + count * FeatureScale.mad(distances);
        }

        @Override
        public String toString() {
            return "mad:" + count;
        }
    }

    /** A quantile, also beyond the largest: {@link TailFit}. */
    record Tail(double share) implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            return TailFit.quantile(distances, share);
        }

        @Override
        public String toString() {
            return "tail:" + share;
        }
    }

    /** A rule that is applied once, to the scores of all clusters' members together. */
    record Pooled(ThresholdRule rule) implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            return rule.of(distances);
        }

        @Override
        public String toString() {
            return "pooled-" + rule;
        }
    }

    /**
     * The thresholds of clusters. A cluster without members has 0.
     *
     * @param distances [n] each training request's from its own cluster
     * @param labels [n] its cluster
     */
    default double[] ofClusters(double[] distances, int[] labels, int k) {
        double[] thresholds = new double[k];
        double[][] members = members(distances, labels, k);
        double pooled = this instanceof Pooled ? of(distances) : 0;
        for (int j = 0; j < k; j++) {
            if (members[j].length > 0) {
                thresholds[j] = this instanceof Pooled ? pooled : of(members[j]);
            }
        }
        return thresholds;
    }

    /** [k][members] */
    private static double[][] members(double[] distances, int[] labels, int k) {
        int[] sizes = new int[k];
        for (int label : labels) {
            sizes[label]++;
        }
        double[][] members = new double[k][];
        Arrays.setAll(members, j -> new double[sizes[j]]);
        for (int i = labels.length - 1; i >= 0; i--) {
            members[labels[i]][--sizes[labels[i]]] = distances[i];
        }
        return members;
    }

    /** @throws ReplayException if the text is not a rule */
    static ThresholdRule parse(String text) {
        Threshold threshold = Threshold.parse(text)
                .orElseThrow(() -> new ReplayException("threshold '" + text + "': " + Threshold.EXPECTED));
        ThresholdRule rule = switch (threshold.kind()) {
            case SIGMA -> new Sigma(threshold.value());
            case MAD -> new Mad(threshold.value());
            case QUANTILE -> new Quantile(threshold.value());
            case TAIL -> new Tail(threshold.value());
            case MAX -> new Max();
        };
        return threshold.pooled() ? new Pooled(rule) : rule;
    }

    /** Linear interpolation between the closest ranks, as numpy.percentile does by default. */
    static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
    }
}
