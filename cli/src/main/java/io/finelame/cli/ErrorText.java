package io.finelame.cli;

import java.util.Optional;

/** A command that has its own words for exceptions that {@link CommandErrors} doesn't know. */
public interface ErrorText {
    /** Lines for the user; empty for an exception that is none of these. */
    Optional<String> errorText(Exception e);
}
