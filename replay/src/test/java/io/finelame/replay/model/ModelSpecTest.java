package io.finelame.replay.model;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.replay.training.TrainingSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelSpecTest {
    @Test
    void parse_nameAndOptions_isBoth() {
        ModelSpec spec = ModelSpec.parse(" prototypes  scale=log metric=linf ");

        assertEquals("prototypes", spec.name());
        assertEquals(Map.of("scale", "log", "metric", "linf"), spec.options());
        assertEquals("prototypes metric=linf scale=log", spec.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "maximum factor  | model 'maximum factor': found 'factor': expected a model's name and options such as neighbors=5",
            "maximum factor= | model 'maximum factor=': found 'factor=': expected a model's name and options such as neighbors=5",
            "maximum factor=1 factor=2 | model 'maximum factor=1 factor=2': option factor twice: expected it once",
            "kmeans k=3 | model 'kmeans k=3': kmeans has no options here: it has k, scoring, scale and min_cluster"})
    void parse_noOption_saysWhatWasExpected(String text, String message) {
        assertEquals(message, assertThrows(ReplayException.class, () -> ModelSpec.parse(text)).getMessage());
    }

    @Test
    void train_modelThatTheKernelCanNotScoreBy_saysWhichCan() {
        TrainingSet training = new TrainingSet(null, new int[2], new int[2], new double[][]{{1}, {2}}, new double[1],
                new double[1], 0, 0, java.util.List.of());
        ModelParameters parameters = new ModelParameters(1, java.util.List.of("REQ_CPUTIME"), 1, "l1",
                new ThresholdRule.Max(), 1, 1, 42, 1, 100,
                new TrainingOptions(ModelSpec.parse("ecod"), 0, io.finelame.record.config.ClusterFloor.NONE, "std"));

        String message = assertThrows(ReplayException.class, () -> TrainedModel.of(training, parameters)).getMessage();
        assertEquals(
                "the ecod model can't be deployed to the kernel, and has no run directory: compare it by --sweep; these"
                        + " can: kmeans, cpu-sigma, maximum, prototypes, quantile",
                message);
    }

    @Test
    void train_maximum_acceptsUpToTheFactor() {
        AnomalyModel model = ModelKinds.onClassPath().named("maximum")
                .train(new TrainingData(java.util.List.of("REQ_CPUTIME"), new double[][]{{1e6}, {4e6}},
                        new ThresholdRule.Max(), 42, Map.of("factor", "1.5")));

        assertTrue(model.excess(new double[]{6e6}) <= 1);
        assertTrue(model.excess(new double[]{6.001e6}) > 1);
    }
}
