package io.finelame.analyze.evaluate;

import io.finelame.run.Model;
import io.finelame.run.Requests;
import io.finelame.run.Run;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

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
public record PrincipalComponents(double[] mean, double[] std, double[] centre, double[][] axes, double[] shares) {

    /** Empty if the training requests don't vary. */
    public static Optional<PrincipalComponents> of(Run run) {
        Model model = run.model();
        double[][] columns = model.features().stream().map(run.train()::feature).toArray(double[][]::new);
        double[][] rows = new double[run.train().size()][];
        Arrays.setAll(rows, row -> standardised(model.mean(), model.std(), valuesOf(columns, row)));
        return rows.length < 2 ? Optional.empty() : of(model, rows);
    }

    private static Optional<PrincipalComponents> of(Model model, double[][] rows) {
        int features = model.features().size();
        double[] centre = IntStream.range(0, features)
                .mapToDouble(f -> Arrays.stream(rows).mapToDouble(row -> row[f]).average().orElseThrow()).toArray();
        double[][] covariance = covariance(rows, centre);
        double all = IntStream.range(0, features).mapToDouble(f -> covariance[f][f]).sum();
        if (!(all > 0)) {
            return Optional.empty();
        }
        List<Axis> largestFirst = axes(covariance);
        double[][] axes = new double[2][features];
        double[] shares = new double[2];
        for (int axis = 0; axis < Math.min(2, features); axis++) {
            axes[axis] = withGreatestPositive(largestFirst.get(axis).direction());
            shares[axis] = Math.max(0, largestFirst.get(axis).variance()) / all;
        }
        return Optional.of(new PrincipalComponents(model.mean(), model.std(), centre, axes, shares));
    }

    private static double[][] covariance(double[][] rows, double[] centre) {
        double[][] covariance = new double[centre.length][centre.length];
        for (double[] row : rows) {
            for (int a = 0; a < centre.length; a++) {
                for (int b = 0; b < centre.length; b++) {
                    covariance[a][b] += (row[a] - centre[a]) * (row[b] - centre[b]) / rows.length;
                }
            }
        }
        return covariance;
    }

    /** @param direction [features] of unit length */
    private record Axis(double variance, double[] direction) {}

    private static List<Axis> axes(double[][] covariance) {
        var eigen = DecompositionFactory_DDRM.eig(covariance.length, true, true);
        if (!eigen.decompose(new DMatrixRMaj(covariance))) {
            throw new IllegalStateException("no eigenvalues of " + Arrays.deepToString(covariance));
        }
        return IntStream.range(0, covariance.length)
                .mapToObj(i -> new Axis(eigen.getEigenvalue(i).getReal(), eigen.getEigenVector(i).getData()))
                .sorted(Comparator.comparingDouble((Axis axis) -> -axis.variance())).toList();
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
    public double[] project(double[] values) {
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
    public double[][] project(Requests requests, List<String> features) {
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
