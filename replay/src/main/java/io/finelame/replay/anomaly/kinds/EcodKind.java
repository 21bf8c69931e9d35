package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How rare a request is by the empirical distribution of each feature, its upper tails only: Li et al.: ECOD, Unsupervised Outlier
 * Detection Using Empirical Cumulative Distribution Functions, IEEE TKDE 35(12), 2023. The score is the sum over the features of
 * the negative log of the share of training requests that use as much or more.
 * <p> As published, whatever is beyond the training set scores like its edge. Here each tail is extended: beyond the largest
 * value, the score grows by one with each standard deviation. The threshold rule is applied to the training requests' own
 * scores.
 */
public final class EcodKind implements ModelKind {
    @Override
    public String name() {
        return "ecod";
    }

    @Override
    public String description() {
        return "sum over features of how rare so large a value is in training (ECOD), with tails that go on";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of());
        data.requireRows(name(), 2);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data);
        double[][] sorted = IntStream.range(0, data.features().size())
                .mapToObj(f -> Arrays.stream(rows).mapToDouble(row -> row[f]).sorted().toArray())
                .toArray(double[][]::new);
        double[] median = Arrays.stream(sorted).mapToDouble(column -> column[column.length / 2]).toArray();
        return ScoredModel.of(data, standardisation, rows, new double[][]{median}, row -> score(sorted, row));
    }

    private static double score(double[][] sorted, double[] row) {
        double score = 0;
        for (int f = 0; f < row.length; f++) {
            double[] column = sorted[f];
            int below = below(column, row[f]);
            double share = Math.max(1, column.length - below) / (double) column.length;
            score += Math.max(0, row[f] - column[column.length - 1]) - Math.log(share);
        }
        return score;
    }

    /** How many are smaller. */
    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = low + high >>> 1;
            boolean smaller = sorted[middle] < value;
            low = smaller ? middle + 1 : low;
            high = smaller ? high : middle;
        }
        return low;
    }
}
