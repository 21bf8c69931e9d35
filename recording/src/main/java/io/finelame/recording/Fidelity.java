package io.finelame.recording;

import java.util.Locale;

/** How much of a request's history a recording keeps. */
public enum Fidelity {
    /** Its datapoint, at intervals. */
    SNAPSHOTS,
    /** Each counter update as well. */
    EVENTS;

    /** As options and the header say it. */
    @Override
    public String toString() {
        return recorded();
    }

    public String recorded() {
        return name().toLowerCase(Locale.ROOT);
    }
}
