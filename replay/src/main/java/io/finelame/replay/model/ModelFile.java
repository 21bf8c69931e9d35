package io.finelame.replay.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.Feature;
import io.finelame.cli.file.Checked;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.JsonProblem;
import io.finelame.record.config.Configuration;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.scoring.CentroidScoring;
import io.finelame.replay.scoring.FinelameScoring;
import io.finelame.replay.scoring.L1Scoring;
import io.finelame.replay.scoring.LinfScoring;
import io.finelame.replay.scoring.Scoring;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** model.json, docs/run-directory.md: written and read, nothing of it believed that would not fit the detector. */
public final class ModelFile {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    /** The detector's numbers must all be there; of the rest, {@link #check} says what must. */
    private static final JsonMapper STRICT = JSON.rebuild()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
    private static final List<String> FEATURES = Stream.of(Feature.values()).map(Feature::name).toList();

    /** Bytes: 16 clusters of every feature take a few KB. */
    private static final int LONGEST = 16 << 20;
    /** Seconds. */
    private static final double LONGEST_TIME = 1e9;

    private ModelFile() {}

    public static String text(Model model) throws IOException {
        return JSON.writeValueAsString(model);
    }

    /** @throws ReplayException if the file holds no model: what, where, what was expected */
    public static Model read(Path file) throws IOException {
        InputFile.problem(file).ifPresent(problem -> {
            throw new ReplayException(file + ": " + problem + ": expected a run directory's model.json");
        });
        if (Files.size(file) > LONGEST) {
            throw new ReplayException(
                    file + ": longer than " + LONGEST + " bytes: expected a run directory's model.json");
        }
        try {
            return parse(Files.readString(file), file.toString());
        } catch (MalformedInputException e) {
            throw new ReplayException(file + ": not UTF-8 text: expected a run directory's model.json");
        }
    }

    /** @param origin names the text in an error */
    public static Model parse(String text, String origin) {
        try {
            JsonNode tree = JSON.readTree(text);
            Model model = model(tree);
            check(model);
            return model;
        } catch (DatabindException e) {
            throw new ReplayException(origin + ": not a model: " + JsonProblem.of(e)
                    + "; expected a run directory's model.json");
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new ReplayException(origin + ":" + line + ": not JSON: "
                    + JsonProblem.of(e) + "; expected a run directory's model.json");
        } catch (IllegalArgumentException e) {
            throw new ReplayException(origin + ": not a model: " + e.getMessage()
                    + "; expected a run directory's model.json");
        }
    }

    private static Model model(JsonNode tree) throws JsonProcessingException {
        String scoring = tree.path("scoring").asText("");
        Class<? extends Scoring> type = switch (scoring) {
            case "l1" -> L1Scoring.class;
            case "linf" -> LinfScoring.class;
            case "finelame" -> FinelameScoring.class;
            default -> throw new IllegalArgumentException("scoring '" + scoring + "' instead of l1, linf or finelame");
        };
        require(tree.path("format").asInt() == Model.FORMAT,
                "format " + tree.path("format") + " instead of " + Model.FORMAT);
        require(tree.path("fixed_point").isObject(), "it has no 'fixed_point'");
        ObjectNode numbers = (ObjectNode) tree.get("fixed_point");
        if (CentroidScoring.class.isAssignableFrom(type) && !numbers.has("offsets")) {
            numbers.putArray("offsets");
        }
        Scoring fixedPoint = STRICT.treeToValue(numbers, type);
        JsonNode rest = ((ObjectNode) tree).without("fixed_point");
        return JSON.treeToValue(rest, Model.class).with(fixedPoint);
    }

    private static void check(Model model) {
        int k = model.k();
        require(k >= 1 && k <= DetectorModel.MAX_K, "k = " + k + " instead of 1 to " + DetectorModel.MAX_K);
        require(model.features() != null && !model.features().isEmpty(), "it has no 'features'");
        int features = model.features().size();
        for (String feature : model.features()) {
            require(FEATURES.contains(feature), "unknown feature " + feature);
        }
        require(model.features().stream().distinct().count() == features, "a feature twice");
        require(model.mean() != null && model.mean().length == features, "'mean' is not one number per feature");
        require(model.std() != null && model.std().length == features, "'std' is not one number per feature");
        require(model.thresholds() != null && model.thresholds().length == k,
                "'thresholds' is not one number per cluster");
        require(model.centroids() != null && model.centroids().length == k
                && Arrays.stream(model.centroids()).allMatch(row -> row != null && row.length == features),
                "'centroids' is not k rows of one number per feature");
        require(model.clusterSizes() != null && model.clusterSizes().length == k
                && Arrays.stream(model.clusterSizes()).allMatch(size -> size >= 0),
                "'cluster_sizes' is not one number per cluster");
        Checked.text("threshold_rule", model.thresholdRule());
        Checked.optionalText("type", model.type());
        Checked.number("train_time", model.trainTime(), 0, LONGEST_TIME);
        require(model.scale() == null || Configuration.SCALES.contains(model.scale()),
                "scale '" + model.scale() + "' instead of " + String.join(", ", Configuration.SCALES));
        require(model.accepts() == null || model.accepts().length == k && Arrays.stream(model.accepts())
                .allMatch(row -> row != null && row.length == features),
                "'accepts' is not k rows of one number per feature");
        require(model.typical() == null || model.typical().length == features,
                "'typical' is not one number per feature");
        switch (model.fixedPoint()) {
            case CentroidScoring centroid -> check(centroid, k, features);
            case FinelameScoring finelame -> check(finelame, k, features);
        }
    }

    private static void check(CentroidScoring centroid, int k, int features) {
        require(centroid.thresholds().length == k && centroid.centroids().length == k
                && Arrays.stream(centroid.centroids()).allMatch(row -> row != null && row.length == features)
                && centroid.weights().length == features && centroid.shifts().length == features
                && (centroid.offsets().length == 0 || centroid.offsets().length == features),
                "'fixed_point' has other dimensions than the model");
        require(Arrays.stream(centroid.weights()).allMatch(weight -> weight >>> 32 == 0)
                && Arrays.stream(centroid.shifts()).allMatch(shift -> shift >= 0),
                "'fixed_point' has a weight of more than 32 bits, or a negative shift");
    }

    private static void check(FinelameScoring finelame, int k, int features) {
        require(finelame.thresholds().length == k && finelame.centroidL1s().length == k
                && finelame.stds().length == features && finelame.idleFeature() < features,
                "'fixed_point' has other dimensions than the model");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
