package io.finelame.cli.testing;

import io.finelame.cli.CommandErrors;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a command that ran in this JVM left its user with. */
public record CommandOutcome(int exitCode, String out, String err) {
    private static final Pattern TRACE = Pattern
            .compile("unexpected |Exception|\\tat |(^|\\s)(java|com|org|io)\\.[a-z]+\\.");

    public static CommandOutcome of(Object command, String... arguments) {
        return of(() -> CommandErrors.run(command, arguments));
    }

    public static CommandOutcome of(IntSupplier command) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = command.getAsInt();
            return new CommandOutcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /** It worked, or the user reads in a few lines what was wrong with the input, and no exception. */
    public void requireOrderly(String what) {
        assertTrue(exitCode >= 0 && exitCode <= 2, what + ": exit code " + exitCode + ": " + err);
        assertFalse(TRACE.matcher(err).find(), what + ": " + err);
        assertFalse(exitCode == 2 && err.isBlank(), what + ": no word about it");
        assertFalse(err.contains("\u001b"), what + ": commands the terminal: " + err);
        assertTrue(err.length() < 100_000, what + ": " + err.length() + " characters");
    }
}
