package io.finelame.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import io.finelame.cli.file.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads run.json and model.json of a run directory. {@link RunInfo} and {@link Model} check themselves; whether they belong to
 * the other files, {@link RunDirectory} checks.
 */
final class JsonFiles {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    /** Bytes: of 16 clusters of every feature, or of a thousand probes, a few hundred KB. */
    private static final long LONGEST = 64L << 20;

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
        return json(file, RunInfo.class);
    }

    Model model() {
        Path file = directory.resolve("model.json");
        InputFile.problem(file).ifPresent(problem -> {
            throw new InputException(file, problem);
        });
        return json(file, Model.class);
    }

    private static <T> T json(Path file, Class<T> type) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new InputException(file, String.format(Locale.ROOT, "longer than %,d bytes", LONGEST));
            }
            T value = JSON.readValue(file.toFile(), type);
            if (value == null) {
                throw new InputException(file, "holds null; expected a JSON object");
            }
            return value;
        } catch (ValueInstantiationException e) {
            throw new InputException(file, JsonProblem.of(e));
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new InputException(file, line, JsonProblem.of(e));
        } catch (IOException e) {
            throw new InputException(file, "can't be read: " + e.getMessage());
        }
    }
}
