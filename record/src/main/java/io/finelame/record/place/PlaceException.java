package io.finelame.record.place;

/** A place that a file doesn't have, or that must not be probed: its message says what there is instead, and what to do. */
public final class PlaceException extends Exception {
    private static final long serialVersionUID = 1;

    PlaceException(String message) {
        super(message);
    }
}
