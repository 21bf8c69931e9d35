package io.finelame.replay.requests;

import io.finelame.cli.text.OneLine;

/** A recording that can't be replayed as asked; the message is the one line that the user sees. */
public final class ReplayException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ReplayException(String message) {
        super(OneLine.of(message));
    }
}
