package io.finelame.cli.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands on a pseudo-terminal, which script(1) makes: what is written to the process is typed, what it prints is shown. */
public final class PseudoTerminal {
    private PseudoTerminal() {}

    /** A line for a shell that runs one of the project's commands in a JVM of its own. */
    public static String commandLine(Class<?> command, String... arguments) {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--")).toList();
        return Stream.of(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()), flags,
                List.of("-cp", System.getProperty("java.class.path"), command.getName()), List.of(arguments))
                .flatMap(List::stream).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    /** @param line of a shell, which ends with its exit code */
    public static Process start(int rows, int columns, String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("script", "--quiet", "--flush", "--return", "--command",
                "stty rows " + rows + " cols " + columns + "; " + line, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        return builder.start();
    }
}
