package io.finelame.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads run.json and model.json of a run directory, and checks their format version and that what is in them has the lengths
 * that it must have. Whether they belong to the other files, {@link RunDirectory} checks.
 */
final class JsonFiles {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path directory;

    JsonFiles(Path directory) {
        this.directory = directory;
    }

    RunInfo runInfo() {
        Path file = directory.resolve("run.json");
        if (Files.notExists(file)) {
            throw new InputException(directory, "no run.json in it; expected a directory that finelame replay wrote");
        }
        InputFile.problem(file).ifPresent(problem -> {
            throw new InputException(file, problem + "; expected a directory that finelame replay wrote");
        });
        RunInfo info = json(file, RunInfo.class);
        requireFormat(file, info.format());
        if (info.label() == null || info.label().isBlank() || info.label().indexOf(0) >= 0
                || !Path.of(info.label()).equals(Path.of(info.label())
                        .getFileName())) {
            throw new InputException(file, "label is '" + info.label() + "'; expected a name without '/'");
        }
        if (info.recordings().isEmpty()) {
            throw new InputException(file, "recordings is empty; expected what the run was replayed from");
        }
        return info;
    }

    Model model() {
        Path file = directory.resolve("model.json");
        InputFile.problem(file).ifPresent(problem -> {
            throw new InputException(file, problem);
        });
        Model model = json(file, Model.class);
        requireFormat(file, model.format());
        int features = model.features() == null ? 0 : model.features().size();
        requireLength(file, "features", features > 0, "at least one name");
        requireLength(file, "mean", has(model.mean(), features), features + " numbers");
        requireLength(file, "std", has(model.std(), features), features + " numbers");
        requireLength(file, "thresholds", has(model.thresholds(), model.k()), model.k() + " numbers");
        requireLength(file, "centroids", model.centroids() != null && model.centroids().length == model.k(),
                model.k() + " rows");
        for (double[] centroid : model.centroids()) {
            requireLength(file, "centroids", has(centroid, features), "rows of " + features + " numbers");
        }
        requireLength(file, "cluster_sizes", model.clusterSizes() == null || model.clusterSizes().length == model.k(),
                model.k() + " numbers");
        requireLength(file, "accepts", model.accepts() == null || model.accepts().length == model.k()
                && Arrays.stream(model.accepts()).allMatch(row -> has(row, features)),
                model.k() + " rows of " + features
                        + " numbers");
        requireLength(file, "typical", model.typical() == null || has(model.typical(), features),
                features + " numbers");
        requireLength(file, "fixed_point", hasScales(model.fixedPoint(), features), "weights and shifts of " + features
                + " positive numbers");
        requireLength(file, "fixed_point", hasLogarithms(model), "centroids and offsets of " + features + " numbers");
        requireLength(file, "unit", model.unit() > 0, "a positive number");
        return model;
    }

    private static boolean has(double[] values, int length) {
        return values != null && values.length == length;
    }

    private static boolean hasScales(Model.FixedPoint integers, int features) {
        return integers == null || integers.weights() == null || integers.shifts() == null
                || integers.weights().length == features && integers.shifts().length == features
                        && Arrays.stream(integers.weights()).allMatch(weight -> weight > 0);
    }

    private static boolean hasLogarithms(Model model) {
        Model.FixedPoint integers = model.fixedPoint();
        int features = model.features().size();
        return !model.isLogarithmic()
                || integers.weights() != null && integers.offsets().length == features
                        && integers.centroids() != null && integers.centroids().length == model.k()
                        && Arrays.stream(integers.centroids()).allMatch(row -> row != null && row.length == features);
    }

    private static void requireLength(Path file, String field, boolean holds, String expected) {
        if (!holds) {
            throw new InputException(file, field + ": expected " + expected);
        }
    }

    private static void requireFormat(Path file, int format) {
        if (format != FORMAT) {
            throw new InputException(file, "format is " + format + "; this version reads format " + FORMAT);
        }
    }

    private static <T> T json(Path file, Class<T> type) {
        try {
            T value = JSON.readValue(file.toFile(), type);
            if (value == null) {
                throw new InputException(file, "holds null; expected a JSON object");
            }
            return value;
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new InputException(file, line, JsonProblem.of(e));
        } catch (IOException e) {
            throw new InputException(file, "can't be read: " + e.getMessage());
        }
    }
}
