package io.finelame.analyze;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * The plane in which a model's training requests vary most: the first two principal components of its features,
 * standardised by the model's mean and standard deviation.
 *
 * @param mean
 *            [features], in the features' own units, in the model's order
 * @param std
 *            [features]
 * @param centre
 *            [features] mean of the standardised training requests
 * @param axes
 *            [2][features] of unit length, with the weight that is greatest in size positive; the second is all 0 if there
 *            is one feature
 * @param shares
 *            [2] of the training requests' variance that each explains, from 0 to 1
 */
record PrincipalComponents(double[] mean, double[] std, double[] centre, double[][] axes, double[] shares) {

    /** Empty if the training requests don't vary. */
    static Optional<PrincipalComponents> of(Run run) {
        Model model = run.model();
        double[][] columns = model.features().stream().map(run.train()::feature).toArray(double[][]::new);
        double[][] rows = new double[run.train().size()][];
        Arrays.setAll(rows, row -> standardised(model.mean(), model.std(), valuesOf(columns, row)));
        return rows.length < 2 ? Optional.empty() : of(model, rows);
    }

    private static Optional<PrincipalComponents> of(Model model, double[][] rows) {
        EigenDecomposition eigen = new EigenDecomposition(new Covariance(rows, false).getCovarianceMatrix());
        double[] variances = eigen.getRealEigenvalues();
        double all = Arrays.stream(variances).sum();
        if (!(all > 0)) {
            return Optional.empty();
        }
        int features = model.features().size();
        double[][] axes = new double[2][features];
        double[] shares = new double[2];
        for (int axis = 0; axis < Math.min(2, features); axis++) {
            axes[axis] = withGreatestPositive(eigen.getEigenvector(axis).toArray());
            shares[axis] = Math.max(0, variances[axis]) / all;
        }
        double[] centre = IntStream.range(0, features)
                .mapToDouble(f -> Arrays.stream(rows).mapToDouble(row -> row[f]).average().orElseThrow()).toArray();
        return Optional.of(new PrincipalComponents(model.mean(), model.std(), centre, axes, shares));
    }

    private static double[] withGreatestPositive(double[] axis) {
        int greatest = IntStream.range(0, axis.length).reduce((a, b) -> Math.abs(axis[b]) > Math.abs(axis[a]) ? b : a)
                .orElseThrow();
        return axis[greatest] < 0 ? Arrays.stream(axis).map(weight -> -weight).toArray() : axis;
    }

    /**
     * @param values
     *            [features] in their own units, in the model's order
     * @return [2] in standard deviations of the features
     */
    double[] project(double[] values) {
        double[] row = standardised(mean, std, values);
        double[] projected = new double[axes.length];
        for (int axis = 0; axis < axes.length; axis++) {
            for (int f = 0; f < row.length; f++) {
                projected[axis] += axes[axis][f] * (row[f] - centre[f]);
            }
        }
        return projected;
    }

    /**
     * @param features
     *            names in the model's order
     * @return [2][requests]
     */
    double[][] project(Requests requests, List<String> features) {
        double[][] columns = features.stream().map(requests::feature).toArray(double[][]::new);
        double[][] projected = new double[axes.length][requests.size()];
        for (int row = 0; row < requests.size(); row++) {
            double[] point = project(valuesOf(columns, row));
            for (int axis = 0; axis < axes.length; axis++) {
                projected[axis][row] = point[axis];
            }
        }
        return projected;
    }

    private static double[] valuesOf(double[][] columns, int row) {
        return Arrays.stream(columns).mapToDouble(column -> column[row]).toArray();
    }

    /** A feature that doesn't vary has no say. */
    private static double[] standardised(double[] mean, double[] std, double[] values) {
        double[] row = new double[values.length];
        Arrays.setAll(row, f -> std[f] > 0 ? (values[f] - mean[f]) / std[f] : 0);
        return row;
    }
}
