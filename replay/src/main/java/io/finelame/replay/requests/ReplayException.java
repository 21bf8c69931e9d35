package io.finelame.replay.requests;

import io.finelame.cli.file.InputException;
import java.io.Serial;

/**
 * A model that can't be trained on these requests, or can't be applied to them. A sweep notes it as the run's problem, and
 * {@code detect} waits for more requests.
 */
public final class ReplayException extends InputException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ReplayException(String message) {
        super(message);
    }
}
