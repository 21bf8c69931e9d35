package io.finelame.cli;

import java.util.Arrays;
import java.util.List;

/**
 * Runs several command lines in this JVM, one after the other, so that one list of loaded classes has what each of them needs
 * to start.
 */
public final class CommandLines {
    private static final String SEPARATOR = ";";

    private CommandLines() {}

    /** @param arguments the command lines, with a semicolon between two */
    public static void main(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        while (!words.isEmpty()) {
            int end = words.indexOf(SEPARATOR);
            List<String> line = end < 0 ? words : words.subList(0, end);
            int exitCode = CommandErrors.run(Finelame.commandLine(), line.toArray(String[]::new));
            if (exitCode != 0) {
                System.err.println("finelame: " + String.join(" ", line) + " ended with exit code " + exitCode);
                System.exit(exitCode);
            }
            words = end < 0 ? List.of() : words.subList(end + 1, words.size());
        }
    }
}
