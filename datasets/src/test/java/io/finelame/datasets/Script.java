package io.finelame.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Runs the dataset's scripts as a user does. */
final class Script {
    /** How a script ended and what it printed. */
    record Result(int status, String out, String err) {
        /** The summary that the client ("client") or the attacker ("attacker") printed as a line of JSON. */
        JsonNode summary(String role) throws IOException {
            for (String line : out.lines().toList()) {
                JsonNode summary = new ObjectMapper().readTree(line);
                if (role.equals(summary.path("role").asText())) {
                    return summary;
                }
            }
            throw new IOException("no summary of the " + role + " in: " + out + err);
        }
    }

    private Script() {}

    static Path file(String name) {
        return Path.of("nodejs", name).toAbsolutePath();
    }

    static Result run(Object... command) throws IOException {
        return run(Map.of(), command);
    }

    static Result run(Map<String, String> environment, Object... command) throws IOException {
        ProcessBuilder builder = builder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.errorReader().lines()));
        String out = text(process.inputReader().lines());
        return new Result(process.onExit().join().exitValue(), out, err.join());
    }

    static ProcessBuilder builder(Object... command) {
        return new ProcessBuilder(Stream.of(command).map(String::valueOf).toList());
    }

    private static String text(Stream<String> lines) {
        return String.join("\n", lines.toList());
    }
}
