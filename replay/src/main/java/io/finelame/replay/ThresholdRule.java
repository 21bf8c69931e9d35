package io.finelame.replay;

import io.finelame.record.Threshold;
import java.util.Arrays;

/** How far the training requests' own scores reach: in K-means, each cluster's distances from its centroid. */
public sealed interface ThresholdRule {
    /** @param distances or other scores of the training requests, not empty */
    double of(double[] distances);

    /** Mean plus this many population standard deviations; the original's rule, with 5. */
    record Sigma(double count) implements ThresholdRule {
        @Override
        public double of(double[] distances) {
            double mean = Arrays.stream(distances).average().orElseThrow();
            double variance = Arrays.stream(distances).map(d -> (d - mean) * (d - mean)).average().orElseThrow();
            return mean + count * Math.sqrt(variance);
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

    /** @throws ReplayException where the text is no rule */
    static ThresholdRule parse(String text) {
        Threshold threshold = Threshold.parse(text)
                .orElseThrow(() -> new ReplayException("threshold '" + text + "': " + Threshold.EXPECTED));
        return switch (threshold.kind()) {
            case SIGMA -> new Sigma(threshold.value());
            case QUANTILE -> new Quantile(threshold.value());
            case MAX -> new Max();
        };
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
