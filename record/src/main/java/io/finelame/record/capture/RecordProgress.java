package io.finelame.record.capture;

import io.finelame.cli.Progress;
import io.finelame.recording.RecordingHeader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What {@code record} prints while it runs: one line that is overwritten on a terminal, a line every 10 s elsewhere. */
public final class RecordProgress {
    private static final long ON_TERMINAL_NS = 500_000_000L;
    private static final long ELSEWHERE_NS = 10_000_000_000L;

    private final PrintStream out = System.err;
    private final boolean quiet;
    private final boolean terminal = Progress.isTerminal();
    private long nextNs = terminal ? 0 : ELSEWHERE_NS;
    private boolean lineOpen;

    RecordProgress(boolean quiet) {
        this.quiet = quiet;
    }

    void attached(RecordingHeader header) {
        say("attached " + header.probes().size() + " probes; recording "
                + String.join(", ", header.features().stream().map(RecordingHeader.Feature::name).toList()));
        for (RecordingHeader.AttachedProbe probe : header.probes()) {
            if (!probe.note().isEmpty()) {
                say("  " + probe.note());
            }
        }
        if (!header.missingFeatures().isEmpty()) {
            say("not recorded, because no attached monitor counts it: " + String.join(", ", header.missingFeatures()));
        }
    }

    /** A line of its own, e.g. a process that could not be attached to. */
    public void say(String line) {
        if (!quiet) {
            endLine();
            out.println(line);
        }
    }

    /** What the command is asked for, even where it is to be quiet. */
    void print(String line, PrintStream target) {
        endLine();
        target.println(line);
    }

    void update(long elapsedNs, SnapshotRecorder recorder, long requests, long bytes) {
        if (quiet || elapsedNs < nextNs) {
            return;
        }
        nextNs = elapsedNs + (terminal ? ON_TERMINAL_NS : ELSEWHERE_NS);
        print(status(elapsedNs, recorder, requests, bytes));
    }

    private void print(String line) {
        if (terminal) {
            out.print("\r" + line + "\033[K");
            out.flush();
            lineOpen = true;
        } else {
            out.println(line);
        }
    }

    private static String status(long elapsedNs, SnapshotRecorder recorder, long requests, long bytes) {
        Duration elapsed = Duration.ofNanos(elapsedNs);
        return String.format(Locale.ROOT, "%d:%02d  %,d in flight  %,d requests  %,d snapshots  %,.1f MB  %,d lost",
                elapsed.toMinutes(), elapsed.toSecondsPart(), recorder.inMap(), requests, recorder.snapshots(),
                bytes / 1e6, recorder.lost());
    }

    void finished(long elapsedNs, SnapshotRecorder recorder, long requests, long bytes, String reason) {
        if (!quiet) {
            print(status(elapsedNs, recorder, requests, bytes));
            say("stopped: " + reason);
        }
    }

    void written(Path directory) {
        say("recorded to " + directory);
    }

    private void endLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }
}
