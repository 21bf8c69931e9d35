package io.finelame.cli.file;

import io.finelame.cli.text.OneLine;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the user gave can't be used: an option, a configuration, a recording, or another file. The message has a line for each
 * problem, which says where it is, what was found, what was expected, and what to do; a command shows it and exits with 2.
 */
public class InputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;
    private static final int MOST = 20;

    public InputException(String message) {
        super(OneLine.of(message));
    }

    public InputException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }

    public InputException(Path file, String message) {
        this(file + ": " + message);
    }

    /** @param line from 1 */
    public InputException(Path file, long line, String message) {
        this(file + ":" + line + ": " + message);
    }

    /** The first of many. */
    public InputException(List<String> problems) {
        super(text(problems));
    }

    private static String text(List<String> problems) {
        String shown = problems.stream().limit(MOST).map(OneLine::of).collect(Collectors.joining("\n"));
        return problems.size() > MOST ? shown + "\nand " + (problems.size() - MOST) + " more problems" : shown;
    }
}
