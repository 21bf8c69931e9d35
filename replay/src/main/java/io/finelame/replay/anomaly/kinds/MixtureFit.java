package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.clustering.Clusters;
import java.util.Arrays;
import smile.clustering.Clustering;
import smile.clustering.KMeans;
import smile.math.MathEx;

/**
 * Expectation maximisation from K-means: Dempster, Laird, Rubin, Maximum Likelihood from Incomplete Data via the EM
 * Algorithm, JRSS B 39(1), 1977. Our own because Smile's mixture needs OpenBLAS, and because it adds densities, which are
 * all 0 far from the means.
 */
final class MixtureFit {
    private static final int MAX_ITERATIONS = 200;
    private static final int MAX_CLUSTERING_ITERATIONS = 100;
    private static final double CONVERGED = 1e-6;

    private MixtureFit() {}

    /**
     * @param rows [requests][features], standardised
     * @param components at most; fewer where fewer rows differ
     * @param leastStd [features] of any component, above 0: without it, a component of equal requests has no density
     */
    static GaussianMixture of(double[][] rows, int components, double[] leastStd, long seed) {
        double[][] shares = clustered(rows, components, seed);
        GaussianMixture mixture = maximised(rows, shares, leastStd);
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            double likelihood = expect(rows, mixture, shares) / rows.length;
            if (likelihood - before < CONVERGED) {
                break;
            }
            before = likelihood;
            mixture = maximised(rows, shares, leastStd);
        }
        return mixture;
    }

    private static double[][] clustered(double[][] rows, int components, long seed) {
        int k = (int) Arrays.stream(rows).map(Arrays::toString).distinct().limit(components).count();
        double[][] shares = new double[rows.length][k];
        if (k == 1) {
            Arrays.stream(shares).forEach(row -> row[0] = 1);
            return shares;
        }
        MathEx.setSeed(seed);
        double[][] centres = KMeans.lloyd(rows, new Clustering.Options(k, MAX_CLUSTERING_ITERATIONS)).centers();
        for (int i = 0; i < rows.length; i++) {
            shares[i][Clusters.nearest(centres, rows[i])] = 1;
        }
        return shares;
    }

    /** Fills each row's shares of the components, and returns the log-likelihood. */
    private static double expect(double[][] rows, GaussianMixture mixture, double[][] shares) {
        double likelihood = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < shares[i].length; j++) {
                shares[i][j] = mixture.logTerm(j, rows[i]);
            }
            double density = GaussianMixture.logSum(shares[i]);
            for (int j = 0; j < shares[i].length; j++) {
                shares[i][j] = Math.exp(shares[i][j] - density);
            }
            likelihood += density;
        }
        return likelihood;
    }

    private static GaussianMixture maximised(double[][] rows, double[][] shares, double[] leastStd) {
        int k = shares[0].length;
        double[] weights = new double[k];
        double[][] means = new double[k][leastStd.length];
        double[][] variances = new double[k][leastStd.length];
        for (int j = 0; j < k; j++) {
            double count = Double.MIN_NORMAL;
            for (double[] share : shares) {
                count += share[j];
            }
            weights[j] = count / rows.length;
            for (int f = 0; f < leastStd.length; f++) {
                means[j][f] = mean(rows, shares, j, f) / count;
                variances[j][f] = Math.max(leastStd[f] * leastStd[f],
                        squares(rows, shares, j, f, means[j][f]) / count);
            }
        }
        return new GaussianMixture(weights, means, variances);
    }

    private static double mean(double[][] rows, double[][] shares, int component, int feature) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += shares[i][component] * rows[i][feature];
        }
        return sum;
    }

    private static double squares(double[][] rows, double[][] shares, int component, int feature, double mean) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += shares[i][component] * (rows[i][feature] - mean) * (rows[i][feature] - mean);
        }
        return sum;
    }
}
