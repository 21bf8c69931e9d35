package io.finelame.run.labels;

import io.finelame.cli.text.OneLine;
import java.io.Serial;
import java.nio.file.Path;

/** Labels that can't be used; the message is the one line that the user sees. */
public final class LabelsException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    LabelsException(Path file, String message) {
        super(OneLine.of(file + ": " + message));
    }

    LabelsException(Path file, long line, String message) {
        super(OneLine.of(file + ":" + line + ": " + message));
    }
}
