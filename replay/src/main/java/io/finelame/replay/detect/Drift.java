package io.finelame.replay.detect;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether the server still is what the model was trained on. Attacks are the exception: if most requests of a window were flagged,
 * the server or its visitors have changed, or nearly all that is left is an attack. Not thread-safe.
 */
final class Drift {
    private static final double MOST = 0.5;
    /** A window with fewer requests says nothing, and interrupts nothing. */
    private static final int FEW = 10;

    private final double seconds;
    private int windows;
    private int requests;
    private int flagged;

    /** @param seconds of a window */
    Drift(double seconds) {
        this.seconds = seconds;
    }

    /** A window of this many requests, and how many of them were flagged. */
    void add(int windowRequests, int windowFlagged) {
        if (windowRequests >= FEW && windowFlagged <= MOST * windowRequests) {
            reset();
        } else if (windowRequests >= FEW) {
            windows++;
            requests += windowRequests;
            flagged += windowFlagged;
        }
    }

    void reset() {
        windows = 0;
        requests = 0;
        flagged = 0;
    }

    /** Number of consecutive windows of which most requests were flagged. */
    int windows() {
        return windows;
    }

    /**
     * A message for the user; empty while most requests are accepted.
     *
     * @param adoptAfter windows, or 0
     */
    Optional<String> notice(int adoptAfter) {
        if (windows == 0) {
            return Optional.empty();
        }
        return Optional.of(String.format(Locale.ROOT,
                "%.0f %% flagged for %d window%s of %s s: has the server changed? %s", 100.0 * flagged / requests,
                windows,
                windows == 1 ? "" : "s", seconds,
                adoptAfter == 0
                        ? "Detect anew, or with --adopt-after N"
                        : windows < adoptAfter
                                ? "Its requests are taken for normal after " + adoptAfter + " (--adopt-after)"
                                : "Its requests are taken for normal from now on (--adopt-after)"));
    }

    String adopted() {
        return String.format(Locale.ROOT, "adopted %,d requests of %d windows as normal, of which %,d had been flagged",
                requests, windows, flagged);
    }
}
