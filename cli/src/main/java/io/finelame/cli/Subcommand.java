package io.finelame.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;

/**
 * A command of {@code finelame}. {@link Finelame} finds it by {@link java.util.ServiceLoader}; its name is the last word of
 * its picocli {@code @Command} name.
 */
public interface Subcommand extends Callable<Integer> {
    /**
     * Gives up the privileges that it doesn't need. Called between parsing and {@link #call}; may replace the process by
     * one that has fewer.
     *
     * @param allowRoot whether to continue if root's privileges can't be dropped
     * @throws IOException if they can't be dropped, which is not allowed
     */
    default void dropPrivileges(boolean allowRoot) throws Exception {
        RootPrivileges.requireDropped(allowRoot);
    }

    /** Runs it to its exit code, and says what a signal does meanwhile. The JVM ends with the exit code. */
    default int run(IntSupplier command) {
        Interruption.install();
        int exitCode = command.getAsInt();
        Interruption.end();
        return exitCode;
    }
}
