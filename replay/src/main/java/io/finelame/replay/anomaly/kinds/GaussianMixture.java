package io.finelame.replay.anomaly.kinds;

/**
 * Gaussians with diagonal covariances. Densities are logarithms throughout, so none underflows far from the means.
 *
 * @param weights [components], of sum 1
 * @param means [components][features], {@code variances} [components][features] above 0
 */
record GaussianMixture(double[] weights, double[][] means, double[][] variances) {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** The log density of one component, weighted. */
    double logTerm(int component, double[] row) {
        double log = logPeak(component);
        for (int f = 0; f < row.length; f++) {
            double distance = row[f] - means[component][f];
            log -= distance * distance / (2 * variances[component][f]);
        }
        return log;
    }

    /** How far, in nats, the density falls where features exceed means; what is below a mean counts as at it. */
    double beyond(double[] row) {
        double[] peaks = new double[weights.length];
        double[] terms = new double[weights.length];
        for (int j = 0; j < terms.length; j++) {
            peaks[j] = logPeak(j);
            terms[j] = peaks[j];
            for (int f = 0; f < row.length; f++) {
                double above = Math.max(0, row[f] - means[j][f]);
                terms[j] -= above * above / (2 * variances[j][f]);
            }
        }
        return Math.max(0, logSum(peaks) - logSum(terms));
    }

    private double logPeak(int component) {
        double log = Math.log(weights[component]);
        for (double variance : variances[component]) {
            log -= (LOG_2_PI + Math.log(variance)) / 2;
        }
        return log;
    }

    static double logSum(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            most = Math.max(most, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        return most + Math.log(sum);
    }
}
