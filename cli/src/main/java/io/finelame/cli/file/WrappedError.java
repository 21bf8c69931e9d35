package io.finelame.cli.file;

/** What a library made an exception of its own of, as if a file was wrong. */
public final class WrappedError {
    private WrappedError() {}

    /** @throws OutOfMemoryError if that is what an exception comes from */
    public static void rethrow(Exception e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError error) {
                throw error;
            }
        }
    }
}
