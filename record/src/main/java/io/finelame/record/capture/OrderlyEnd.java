package io.finelame.record.capture;

import io.finelame.cli.CommandErrors;
import io.finelame.cli.StandardOutput;
import io.finelame.record.machine.CallerRights;
import java.util.concurrent.CountDownLatch;

/** A signal ends the JVM once its shutdown hooks are done: ours waits until the recording is whole and closed. */
public final class OrderlyEnd {
    private static final CountDownLatch FINISHED = new CountDownLatch(1);
    private static volatile int exitCode;

    private OrderlyEnd() {}

    /** Runs a command that records, and ends the JVM with its exit code. */
    public static void run(Object command, String... arguments) {
        CallerRights.begin();
        StandardOutput.install();
        exitCode = CommandErrors.run(command, arguments);
        FINISHED.countDown();
        System.exit(exitCode);
    }

    /** @param interrupt makes the command end; called once, from another thread */
    static void onSignal(Runnable interrupt) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupt.run();
            try {
                FINISHED.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(exitCode);
        }, "finish-recording"));
    }
}
