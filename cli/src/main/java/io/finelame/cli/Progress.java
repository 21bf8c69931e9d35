package io.finelame.cli;

import io.finelame.cli.file.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar for what takes over a second: on standard error, and only where that is a terminal. Not thread-safe, but for
 * {@link #to}, which one other thread may call.
 */
public final class Progress implements AutoCloseable {
    /** Where a bar was. */
    static final String CLEARED_LINE = "\r\033[K";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int UPDATE_MS = 200;
    private static final int USUAL_COLUMNS = 80;

    private static volatile boolean drawn;

    private final String task;
    private final String unit;
    private final long unitSize;
    private final long all;
    private final Duration patience;
    private final boolean shown;
    private final long began = System.nanoTime();
    private volatile ProgressBar bar;

    private Progress(String task, String unit, long unitSize, long all, Duration patience, boolean shown) {
        this.task = task;
        this.unit = unit;
        this.unitSize = unitSize;
        this.all = all;
        this.patience = patience;
        this.shown = shown;
    }

    /** A progress bar of this many steps. */
    public static Progress ofSteps(String task, long steps, boolean quiet) {
        return ofSteps(task, steps, PATIENCE, quiet);
    }

    static Progress ofSteps(String task, long steps, Duration patience, boolean quiet) {
        return new Progress(task, "", 1, steps, patience, !quiet && isTerminal());
    }

    /** A progress bar for reading a recording; its last queue file is rarely full, so the bar may end early. */
    public static Progress ofReading(Path recording, boolean quiet) {
        boolean shown = !quiet && isTerminal();
        return new Progress("reading", " MB", 1_000_000, shown ? bytes(recording) : 0, PATIENCE, shown);
    }

    /** Zero if unknown: the reader finds out why. */
    private static long bytes(Path recording) {
        try {
            return InputFile.ofRecording(recording).stream().mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** Whether the terminal, if there is one, can't move its cursor. */
    public static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }

    /**
     * Whether standard error is a terminal that can overwrite a line: {@link java.io.Console} asks for standard input and
     * output.
     */
    public static boolean isTerminal() {
        if (isDumb()) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unknown) {
            return false;
        }
    }

    public void to(long done) {
        if (!shown || bar == null && System.nanoTime() - began < patience.toNanos()) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(all).setUnit(unit, unitSize)
                    .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(UPDATE_MS)
                    .setConsumer(new StandardErrorLine()).build();
            drawn = true;
        }
        bar.stepTo(done);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
            System.err.print(CLEARED_LINE);
            drawn = false;
        }
    }

    /** Whether there is a bar on the terminal now. */
    static boolean isDrawn() {
        return drawn;
    }

    /** The library's own consumers open the terminal through JLine, and with it they close standard output. */
    private static final class StandardErrorLine implements ProgressBarConsumer {
        private final int columns = FileDescriptors.columns(FileDescriptors.STANDARD_ERROR);

        @Override
        public int getMaxRenderedLength() {
            return (columns > 0 ? columns : USUAL_COLUMNS) - 1;
        }

        @Override
        public void accept(String line) {
            System.err.print("\r" + line);
            System.err.flush();
        }

        @Override
        public void close() {}
    }
}
