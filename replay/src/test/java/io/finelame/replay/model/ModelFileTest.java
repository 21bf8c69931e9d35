package io.finelame.replay.model;

import io.finelame.record.config.ClusterFloor;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingOptions;
import io.finelame.replay.training.TrainingSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Models of the sample recording. */
class ModelFileTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");

    private static Model model(String scoring) throws Exception {
        return model(scoring, FeatureScale.STD);
    }

    private static Model model(String scoring, String scale) throws Exception {
        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        ModelParameters parameters = new ModelParameters(3, recorded.table().features(),
                recorded.header().trainTime(), scoring, ThresholdRule.parse("sigma:5"), 10_000_000_000L, 1_000_000, 42,
                2, 99.99, new TrainingOptions(ModelSpec.KMEANS, 0, ClusterFloor.NONE, scale));
        return Model.train(
                TrainingSet.of(recorded.table(), recorded.header().clock().monotonicNs(), parameters), parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1", "finelame"})
    void parse_whatWasWritten_isTheSameModel(String scoring) throws Exception {
        String text = ModelFile.text(model(scoring));

        assertEquals(text, ModelFile.text(ModelFile.parse(text, "model.json")));
    }

    @ParameterizedTest
    @CsvSource({"l1, log", "linf, log", "linf, mad"})
    void parse_otherScales_isTheSameModel(String scoring, String scale) throws Exception {
        String text = ModelFile.text(model(scoring, scale));

        assertEquals(text, ModelFile.text(ModelFile.parse(text, "model.json")));
    }

    @Test
    void parse_withoutTheFieldsOfLaterVersions_isStdAndKMeans() throws Exception {
        String text = ModelFile.text(model("l1")).replaceFirst("\"type\" : \"kmeans\",", "")
                .replaceFirst("\"scale\" : \"std\",", "")
                .replaceFirst("(?s)\"accepts\" : .*\"fixed_point\"", "\"fixed_point\"");
        Model model = ModelFile.parse(text, "model.json");

        assertEquals("kmeans", model.typeOrKMeans());
        assertEquals("std", model.scaleOrStd());
        assertEquals(List.of(), AcceptedTable.of(model));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"k\" : 3| \"k\" : 4| 'thresholds' is not one number per cluster",
            "\"k\" : 3| \"k\" : 17| k = 17 instead of 1 to 16",
            "\"scoring\" : \"l1\"| \"scoring\" : \"l2\"| scoring 'l2' instead of l1, linf or finelame",
            "REQ_CPUTIME| REQ_CPUTIMES| unknown feature REQ_CPUTIMES", "\"weights\"| \"wights\"| weights",
            "\"format\" : 1| \"format\" : 9| format 9 instead of 1"})
    void parse_oneThingWrong_saysWhatAndWhere(String right, String wrong, String expected) throws Exception {
        String text = ModelFile.text(model("l1")).replace(right.strip(), wrong.strip());

        ReplayException e = assertThrows(ReplayException.class, () -> ModelFile.parse(text, "m.json"));
        assertTrue(e.getMessage().startsWith("m.json: not a model: "), e.getMessage());
        assertTrue(e.getMessage().contains(expected.strip()), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void parse_anyDamage_isOneLineOrAModelThatFits() throws Exception {
        List<String> models = List.of(ModelFile.text(model("l1")), ModelFile.text(model("finelame")));
        Random random = new Random(5);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder(models.get(i % 2));
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.setCharAt(at, (char) (32 + random.nextInt(95)));
                } else {
                    text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(40)));
                }
            }
            try {
                ModelFile.parse(text.toString(), "m.json").forDetector();
            } catch (ReplayException e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
        }
    }
}
