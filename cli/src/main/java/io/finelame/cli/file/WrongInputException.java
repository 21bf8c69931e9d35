package io.finelame.cli.file;

/** What the user gave can't be used; the message says what, where and what was expected, in lines for the user. */
public abstract class WrongInputException extends Exception {
    private static final long serialVersionUID = 1L;

    protected WrongInputException(String message) {
        super(message);
    }

    protected WrongInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
