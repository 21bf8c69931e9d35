package io.finelame.cli.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.stream.Collectors;

/** Describes an error in JSON in one line, without the names of classes. */
public final class JsonProblem {
    private JsonProblem() {}

    /** @throws OutOfMemoryError if that is what the error comes from */
    public static String of(JsonProcessingException e) {
        WrappedError.rethrow(e);
        if (e instanceof ValueInstantiationException made && made.getCause() instanceof IllegalArgumentException own) {
            return made.getPath().isEmpty() ? own.getMessage() : path(made) + ": " + own.getMessage();
        }
        String message = e.getOriginalMessage() == null ? "not JSON" : e.getOriginalMessage();
        String problem = message.lines().findFirst().orElse("").replaceAll("`(?:[\\w.]*[.$])?([^`]*)`", "$1")
                .replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "");
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? path(mapping) + ": " + problem
                : problem;
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
