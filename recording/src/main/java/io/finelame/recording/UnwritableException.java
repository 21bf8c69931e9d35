package io.finelame.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Nothing more can be recorded: what is recorded is whole, and can still be completed. */
public final class UnwritableException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final long MB = 1_000_000;

    private final String reason;

    private UnwritableException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The disk's reserve is reached. */
    static UnwritableException full(Path directory, long usable, long reserve) {
        return new UnwritableException("disk full", String.format(Locale.ROOT,
                "%s: only %,d MB are left on the disk, %,d are kept in reserve: free some space", directory,
                usable / MB, reserve / MB));
    }

    /** The kernel takes what is written to a file that has no name any more, and loses it once it is closed. */
    static UnwritableException removed(Path directory) {
        return new UnwritableException("directory removed", directory
                + ": was removed, or renamed, while it was recorded: record again, and leave it where it is until the end");
    }

    /** Why the recording ends, in a few words, for its end document. */
    public String reason() {
        return reason;
    }
}
