package io.finelame.record.capture;

import io.finelame.cli.UncaughtFailure;
import io.finelame.record.machine.CallerRights;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/** A signal ends the JVM once its shutdown hooks are done: ours waits until the recording is whole and closed. */
public final class OrderlyEnd {
    private static final CountDownLatch FINISHED = new CountDownLatch(1);
    private static volatile int exitCode;
    private static volatile boolean signalled;

    private OrderlyEnd() {}

    /** Runs a command that records to its exit code, with which the JVM has to end. */
    public static int run(IntSupplier command) {
        CallerRights.begin();
        exitCode = command.getAsInt();
        FINISHED.countDown();
        return exitCode;
    }

    /** Whether a signal is to end this command. */
    public static boolean isSignalled() {
        return signalled;
    }

    /** @param interrupt makes the command end; called once, from another thread */
    static void onSignal(Runnable interrupt) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            signalled = true;
            interrupt.run();
            try {
                FINISHED.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(UncaughtFailure.hasEnded() ? 1 : exitCode);
        }, "finish-recording"));
    }
}
