package io.finelame.cli;

import java.util.Optional;

/**
 * A thread that fails beside the command's own, and that nobody waits for. Without memory nothing is certain any more, so
 * that the command ends; of anything else it says that it is a bug, and goes on.
 */
public final class UncaughtFailure implements Thread.UncaughtExceptionHandler {
    private static volatile boolean hasEnded;

    private final boolean debug;

    private UncaughtFailure(boolean debug) {
        this.debug = debug;
    }

    /** Whether such a failure ends this command, whose exit code is 1 then. */
    public static boolean hasEnded() {
        return hasEnded;
    }

    /** @param debug whether to print stack traces */
    static void install(boolean debug) {
        Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailure(debug));
        OutOfMemory.prepare();
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        Optional<String> shortage = OutOfMemory.line(failure);
        if (shortage.isEmpty()) {
            report(CommandErrors.bug(failure), failure);
        } else if (OutOfMemory.claimReport()) {
            hasEnded = true;
            report(shortage.get(), failure);
            Interruption.end();
            System.exit(CommandErrors.FAILED);
        }
    }

    private void report(String line, Throwable failure) {
        System.err.println((Progress.isDrawn() ? Progress.CLEARED_LINE : "") + "finelame: " + line);
        if (debug) {
            failure.printStackTrace();
        }
    }
}
