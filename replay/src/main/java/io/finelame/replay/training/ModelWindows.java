package io.finelame.replay.training;

import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * When models of different ages were trained: on the train time, and from then on whenever as much time has passed, each on
 * what began since the one before. That models disagree about what is new keeps a server's drift from being flagged forever:
 * Netdata flags what all of its models, trained on different periods of the past, flag.
 *
 * @param consensus how many of the last models must flag a request; 1: there is but the first
 * @param endTs the train time's end, ns
 * @param length ns
 */
public record ModelWindows(int consensus, long endTs, long length) {
    public static final int MOST = 100;
    private static final int MOST_WINDOWS = 10_000;

    public static ModelWindows of(long startTs, ModelParameters parameters) {
        double seconds = parameters.trainTime() - parameters.options().trainFrom();
        return new ModelWindows(parameters.options().consensus(), startTs + (long) (parameters.trainTime() * 1e9),
                Math.max(1, (long) (seconds * 1e9)));
    }

    /** The last window, counted from 0, that was over at a time. */
    int latest(long ts) {
        return consensus == 1 ? 0 : Math.clamp((ts - endTs) / length, 0, Integer.MAX_VALUE);
    }

    /**
     * The last that a table's requests need.
     *
     * @throws ReplayException if these are too many to train
     */
    public int last(RequestTable table) {
        int last = latest(table.firstTs().stream().max().orElse(0));
        if (last > MOST_WINDOWS) {
            throw new ReplayException(String.format(Locale.ROOT,
                    "consensus: a model for each %s s of the recording makes %,d: expected at most %,d; use a longer train time",
                    length / 1e9, last + 1L, MOST_WINDOWS));
        }
        return last;
    }

    /**
     * The models that score a request that began at a given time.
     *
     * @param trained by window, empty if one had too few requests; not so the first
     * @return the newest first; fewer than {@code consensus} while there are fewer
     */
    public <T> List<T> judges(long ts, IntFunction<Optional<T>> trained) {
        List<T> judges = new ArrayList<>();
        for (int window = latest(ts); window >= 0 && judges.size() < consensus; window--) {
            trained.apply(window).ifPresent(judges::add);
        }
        return judges;
    }
}
