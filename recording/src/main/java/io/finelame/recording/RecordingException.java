package io.finelame.recording;

import io.finelame.cli.file.WrongInputException;
import io.finelame.cli.text.OneLine;

/** A recording that can't be opened or read; the message is the one line that the user sees. */
public final class RecordingException extends WrongInputException {
    private static final long serialVersionUID = 1L;

    public RecordingException(String message) {
        super(OneLine.of(message));
    }

    public RecordingException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
