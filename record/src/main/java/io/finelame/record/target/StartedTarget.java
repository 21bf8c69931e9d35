package io.finelame.record.target;

import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server that the recorder starts itself. It begins when {@link #release} says so: probes are attached by then. Its standard
 * input is empty; what it prints goes where the recorder's goes. Closing ends it, by SIGTERM at first.
 */
public final class StartedTarget implements AutoCloseable {
    /** The process keeps its id, by which the kernel knows it already. */
    private static final String WAIT_THEN_RUN = "read -r FINELAME_PRELOAD && umask \"${FINELAME_UMASK:-$(umask)}\" &&"
            + " unset FINELAME_UMASK && if [ -n \"${FINELAME_LC_ALL+set}\" ]; then LC_ALL=$FINELAME_LC_ALL;"
            + " [ -n \"$LC_ALL\" ] || unset LC_ALL; unset FINELAME_LC_ALL; fi && if"
            + " [ -n \"$FINELAME_PRELOAD\" ]; then export LD_PRELOAD=\"$FINELAME_PRELOAD${LD_PRELOAD:+:$LD_PRELOAD}\"; fi &&"
            + " unset FINELAME_PRELOAD && exec \"$@\" </dev/null";
    private static final long SECONDS_TO_END = 5;

    private final Process process;

    private StartedTarget(Process process) {
        this.process = process;
    }

    public static StartedTarget start(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", WAIT_THEN_RUN, "sh"));
        line.addAll(command);
        return new StartedTarget(new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /**
     * The program that a command runs: a script's is its interpreter.
     *
     * @throws InputException if there is no such program
     */
    public static Path program(String name) throws IOException {
        Path file = find(name);
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            String first = lines.findFirst().orElse("");
            if (!first.startsWith("#!")) {
                return file;
            }
            String[] words = first.substring(2).strip().split("\\s+");
            return find(words[0].endsWith("/env") && words.length > 1 ? words[1] : words[0]);
        }
    }

    private static Path find(String name) throws IOException {
        if (name.contains("/")) {
            return real(Path.of(name), name);
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(directory, name);
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return real(candidate, name);
            }
        }
        throw new InputException(name + ": no such program on the path");
    }

    private static Path real(Path file, String name) throws IOException {
        try {
            Path program = file.toRealPath();
            if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
                throw new InputException(name + ": not a program: it can't be executed");
            }
            return program;
        } catch (NoSuchFileException e) {
            throw new InputException(name + ": no such program");
        }
    }

    int pid() {
        return (int) process.pid();
    }

    /** @param preload a library that it loads before all others, if any */
    public void release(Optional<Path> preload) throws IOException {
        String line = preload.map(Path::toString).orElse("") + "\n";
        process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
    }

    /** The exit code of a server that has ended: 128 and the signal's number if a signal ended it. */
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
