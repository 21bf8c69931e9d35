package io.finelame.run;

import io.finelame.cli.text.OneLine;
import java.io.Serial;
import java.nio.file.Path;

/** The user's input can't be used. The message is one line that says where, what was found and what was expected. */
public final class InputException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(OneLine.of(message));
    }

    public InputException(Path file, String message) {
        super(OneLine.of(file + ": " + message));
    }

    InputException(Path file, long line, String message) {
        super(OneLine.of(file + ":" + line + ": " + message));
    }
}
