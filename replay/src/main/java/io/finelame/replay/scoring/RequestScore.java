package io.finelame.replay.scoring;

import io.finelame.bpf.finelame.Feature;

/**
 * A request's place among the clusters, update by update: the twin of struct score and of credit_watched() in
 * finelame.bpf.c. Not thread-safe.
 */
public final class RequestScore {
    private final long[] counters = new long[Feature.values().length];
    private long[] distances = new long[0];
    private int generation;
    private long updates;
    private long detectionTs;
    private long detectionCputime;
    private long lastTs;
    private boolean outlier;

    /**
     * @param model null where none is deployed
     * @param feature {@link Feature#ordinal}
     * @param from the counter's value before
     * @param ts ns
     */
    public void update(Deployment model, int feature, long from, long delta, long ts) {
        counters[feature] = from;
        if (model != null && model.generation() != generation) {
            adopt(model);
        }
        counters[feature] += delta;
        updates++;
        if (model != null) {
            model.move(distances, feature, from, from + delta);
            judge(model, ts);
        }
    }

    /** Under another model it starts anew, and what the request has used by then counts at once. */
    private void adopt(Deployment model) {
        generation = model.generation();
        distances = model.scoring().start();
        for (int feature = 0; feature < counters.length; feature++) {
            model.move(distances, feature, 0, counters[feature]);
        }
    }

    private void judge(Deployment model, long ts) {
        outlier = model.scoring().isOutlier(distances);
        lastTs = ts;
        if (outlier && detectionTs == 0) {
            detectionTs = ts;
            detectionCputime = counters[Feature.REQ_CPUTIME.ordinal()];
        }
    }

    /** [k], or empty before the first model. */
    public long[] distances() {
        return distances;
    }

    /** Of the model that the distances belong to; 0: none. */
    public int generation() {
        return generation;
    }

    public long updates() {
        return updates;
    }

    /** ns of the first update that made it an outlier, under whichever model; 0: none did. */
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
