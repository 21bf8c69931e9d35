package io.finelame.replay.model;

import io.finelame.replay.scoring.FinelameScoring;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.replay.training.TrainingSet;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Thresholds of finelame scoring come from the detector's own integers. */
class FinelameTrainingTest {
    private static final List<String> FEATURES = List.of("REQ_TCP_RCVD", "REQ_TCP_SENT");

    private static TrainingSet training(double[][] values) {
        double[] zero = new double[2];
        return new TrainingSet(null, new int[values.length], new int[values.length], values, zero, zero, 0, 0,
                List.of());
    }

    private static long flagged(FinelameScoring scoring, double[][] requests) {
        return Arrays.stream(requests).filter(request -> {
            long[] distances = scoring.start();
            for (int f = 0; f < request.length; f++) {
                scoring.move(distances, f, 0, (long) request[f]);
            }
            return scoring.isOutlier(distances);
        }).count();
    }

    @ParameterizedTest
    @CsvSource({"1, max", "2, max", "1, quantile:0.99", "2, quantile:0.99", "1, sigma:5", "2, sigma:5", "1, pooled-max",
            "1, tail:0.999"})
    void train_thirtyPercentShareTheLargestValue_noneOfThemIsFlagged(int k, String rule) {
        double[][] values = new double[1000][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[]{i % 10 < 7 ? 97 : 677, 221};
        }
        ModelParameters parameters = new ModelParameters(k, FEATURES, 20, "finelame", ThresholdRule.parse(rule),
                10_000_000_000L, 1_000_000, 42, 5, 100);
        FinelameScoring scoring = (FinelameScoring) Model.train(training(values), parameters).fixedPoint();

        assertEquals(0, flagged(scoring, values));
        assertEquals(1, flagged(scoring, new double[][]{{60_000, 60_000}}));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "5, 4"})
    void train_max_acceptsEveryTrainingRequest(int k, long seed) {
        Random random = new Random(seed);
        double[][] values = new double[800][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[]{random.nextInt(1 << random.nextInt(1, 16)),
                    random.nextInt(1 << random.nextInt(1, 20))};
        }
        ModelParameters parameters = new ModelParameters(k, FEATURES, 20, "finelame", ThresholdRule.parse("max"),
                10_000_000_000L, 1_000_000, 42, 5, 100, new TrainingOptions(ModelSpec.KMEANS, 0,
                        io.finelame.record.config.ClusterFloor.NONE, FeatureScale.STD));

        assertEquals(0, flagged((FinelameScoring) Model.train(training(values), parameters).fixedPoint(), values));
    }
}
