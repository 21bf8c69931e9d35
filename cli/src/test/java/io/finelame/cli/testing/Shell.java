package io.finelame.cli.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/** A shell whose {@code finelame} is the launcher with the classes of this JVM. */
public final class Shell {
    private final Path directory;
    private final Path scratch;

    private Shell(Path directory, Path scratch) {
        this.directory = directory;
        this.scratch = scratch;
    }

    /** @param directory where scripts run */
    public static Shell in(Path directory) throws IOException {
        Path scratch = Files.createDirectories(directory.resolve(".shell"));
        // The launcher takes the class path as it is where there is a lib directory.
        Files.createDirectories(scratch.resolve("lib"));
        copyLauncher(scratch);
        return new Shell(directory, scratch);
    }

    /** The launcher and the scripts that it reads, to the directory of an installation. */
    public static void copyLauncher(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../launcher"))) {
            for (Path file : Stream.concat(files.filter(Files::isRegularFile), Stream.of(Path.of("../finelame")))
                    .toList()) {
                Path copy = home.resolve(Path.of("..").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    public CommandOutcome run(String script) throws IOException, InterruptedException {
        return run(Map.of(), script);
    }

    /** @param environment beside that of this JVM */
    public CommandOutcome run(Map<String, String> environment, String script)
            throws IOException, InterruptedException {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).directory(directory.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("PATH", scratch + ":" + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FINELAME_CLASS_PATH", System.getProperty("java.class.path"));
        // Of terminals that scripts make; the build's own may be dumb.
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new CommandOutcome(exitCode, Files.readString(out), Files.readString(err));
    }

    /** A recording that comes with the project, e.g. of {@code nodejs}. */
    public static Path recording(String dataset) {
        return Path.of("../datasets", dataset, "recording").toAbsolutePath().normalize();
    }
}
