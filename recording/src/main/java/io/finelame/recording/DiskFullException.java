package io.finelame.recording;

import java.io.IOException;

/** The disk's reserve is reached: what is recorded is whole, and can still be completed. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message) {
        super(message);
    }
}
