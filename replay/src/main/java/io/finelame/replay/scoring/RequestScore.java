package io.finelame.replay.scoring;

import io.finelame.bpf.finelame.Feature;
import java.util.List;

/**
 * A request's distances to the clusters of the last models, update by update: the Java replica of struct score and of
 * credit_watched() in charge.bpf.h. Not thread-safe.
 */
public final class RequestScore {
    private final long[] counters = new long[Feature.values().length];
    private final long[][] distances;
    private int generation;
    private long updates;
    private long detectionTs;
    private long detectionCputime;
    private long lastTs;
    private boolean outlier;

    /** @param consensus how many models have to flag the request */
    public RequestScore(int consensus) {
        distances = new long[consensus][0];
    }

    /**
     * @param models the last that were deployed, the newest first, as many as have to agree if there are as many; empty if none was
     * @param feature {@link Feature#ordinal}
     * @param from the counter's value before
     * @param ts ns
     */
    public void update(List<Deployment> models, int feature, long from, long delta, long ts) {
        counters[feature] = from;
        adopt(models);
        counters[feature] += delta;
        updates++;
        if (!models.isEmpty()) {
            models.forEach(model -> model.move(distances(model.generation()), feature, from, from + delta));
            judge(models, ts);
        }
    }

    /** Under a new model it starts anew, and what the request has used by then counts at once. */
    private void adopt(List<Deployment> models) {
        for (Deployment model : models) {
            if (model.generation() <= generation) {
                break;
            }
            long[] started = model.scoring().start();
            for (int feature = 0; feature < counters.length; feature++) {
                model.move(started, feature, 0, counters[feature]);
            }
            distances[model.generation() % distances.length] = started;
        }
        generation = models.isEmpty() ? generation : models.getFirst().generation();
    }

    private void judge(List<Deployment> models, long ts) {
        outlier = models.stream().allMatch(model -> model.scoring().isOutlier(distances(model.generation())));
        lastTs = ts;
        if (outlier && detectionTs == 0) {
            detectionTs = ts;
            detectionCputime = counters[Feature.REQ_CPUTIME.ordinal()];
        }
    }

    private long[] distances(int its) {
        return distances[its % distances.length];
    }

    /** [k] by the newest model, or empty before the first. */
    public long[] distances() {
        return distances(generation);
    }

    /** [consensus][k], a model's at its generation's remainder; empty if there is none yet. */
    public long[][] allDistances() {
        return distances;
    }

    /** Of the newest model that the distances belong to; 0: none. */
    public int generation() {
        return generation;
    }

    public long updates() {
        return updates;
    }

    /** ns of the first update that made it an outlier, under whichever models; 0: none did. */
    public long detectionTs() {
        return detectionTs;
    }

    /** ns */
    public long detectionCputime() {
        return detectionCputime;
    }

    public long lastTs() {
        return lastTs;
    }

    /** After the last update. */
    public boolean isOutlier() {
        return outlier;
    }
}
