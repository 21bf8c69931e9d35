package io.finelame.replay;

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
        try {
            String[] parts = text.split(":", 2);
            if (text.equals("max")) {
                return new Max();
            }
            double value = Double.parseDouble(parts[parts.length - 1]);
            if (parts.length == 2 && parts[0].equals("sigma") && value >= 0 && value < 1e6) {
                return new Sigma(value);
            }
            if (parts.length == 2 && parts[0].equals("quantile") && value >= 0 && value <= 1) {
                return new Quantile(value);
            }
        } catch (NumberFormatException notANumber) {
            throw new ReplayException(unknown(text));
        }
        throw new ReplayException(unknown(text));
    }

    private static String unknown(String text) {
        return "threshold '" + text + "': expected sigma:N, quantile:Q with Q from 0 to 1, or max";
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
