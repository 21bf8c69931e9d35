package io.finelame.replay;

import java.util.Arrays;

/**
 * One request under one model.
 *
 * @param distances [k] at its last update
 * @param detectionTs ns of the update (of the snapshot, where updates weren't logged) that made it an outlier; 0: never
 * @param detectionCputime ns it had used by then
 * @param excess [points of its series]
 * @param scores [points of its series]
 */
record Verdict(long[] distances, int nearest, long detectionTs, long detectionCputime, double[] excess,
        long[] scores) {
    /** Walks a request's series, as the kernel would have seen it at each snapshot. */
    static Verdict of(RequestTable table, int row, int[] columns, Scoring scoring) {
        int from = table.seriesStart()[row];
        int points = table.seriesStart()[row + 1] - from;
        long[] distances = scoring.start();
        double[] excess = new double[points];
        long[] scores = new long[points];
        int cputime = table.column("REQ_CPUTIME");
        long detectionTs = 0;
        long detectionCputime = 0;
        for (int point = 0; point < points; point++) {
            for (int f = 0; f < columns.length; f++) {
                long before = point == 0 ? 0 : table.value(columns[f], from + point - 1);
                scoring.move(distances, f, before, table.value(columns[f], from + point));
            }
            excess[point] = scoring.excess(distances);
            scores[point] = distances[scoring.nearest(distances)];
            if (detectionTs == 0 && scoring.isOutlier(distances)) {
                detectionTs = table.pointTs().get(from + point);
                detectionCputime = cputime < 0 ? 0 : table.value(cputime, from + point);
            }
        }
        return new Verdict(distances, scoring.nearest(distances), detectionTs, detectionCputime, excess, scores);
    }

    /**
     * The same request judged at each of its updates, which are exact where snapshots only come close.
     *
     * @param row of the updates; -1: it had none
     * @param firstGeneration from which on updates are scored; 0: all are
     */
    Verdict exactly(Updates updates, int row, Deployment model, int firstGeneration) {
        RequestScore score = new RequestScore();
        long ts = 0;
        long cputime = 0;
        for (int i = row < 0 ? 0 : updates.start()[row]; row >= 0 && i < updates.start()[row + 1]; i++) {
            if (updates.sequence().get(i) == 1) {
                score = new RequestScore();
            }
            score.update(updates.generation().get(i) >= firstGeneration ? model : null, (int) updates.feature().get(i),
                    updates.from().get(i), updates.delta().get(i), updates.ts().get(i));
            if (ts == 0 && score.detectionTs() != 0) {
                ts = score.detectionTs();
                cputime = score.detectionCputime();
            }
        }
        long[] reached = score.generation() == 0 ? model.scoring().start() : score.distances();
        return with(reached, model.scoring(), ts, cputime);
    }

    /** The kernel's own verdict on the request. */
    Verdict asKernel(KernelScore score, Model model) {
        return with(score.distances(model.k()), model.fixedPoint(), score.detectionTs(), score.detectionCputime());
    }

    private Verdict with(long[] reached, Scoring scoring, long ts, long cputime) {
        return new Verdict(Arrays.copyOf(reached, distances.length), scoring.nearest(reached), ts, cputime, excess,
                scores);
    }

    boolean flagged() {
        return detectionTs != 0;
    }
}
