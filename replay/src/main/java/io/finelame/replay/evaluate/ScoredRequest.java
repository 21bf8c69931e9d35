package io.finelame.replay.evaluate;

import io.finelame.replay.model.Model;
import io.finelame.replay.requests.KernelScore;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.requests.Updates;
import io.finelame.replay.scoring.Deployment;
import io.finelame.replay.scoring.RequestScore;
import io.finelame.replay.scoring.Scoring;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * One request, scored by one model.
 *
 * @param distances [k] at its last update
 * @param detectionTs ns of the update (of the snapshot, where updates weren't logged) that made it an outlier; 0: never
 * @param detectionCputime ns it had used by then
 * @param columns [features] of the table, by which {@code scoring} scored its snapshots
 */
public record ScoredRequest(long[] distances, int nearest, long detectionTs, long detectionCputime, int[] columns,
        Scoring scoring) {
    /** The later a model flags a request, the more tolerant it is; of those that don't, the one with the smallest score ratio. */
    static final Comparator<ScoredRequest> TOLERANCE = Comparator
            .comparingLong((ScoredRequest request) -> request.flagged() ? request.detectionTs : Long.MAX_VALUE)
            .thenComparingDouble(request -> -request.scoring.excess(request.distances));

    /**
     * A request at each point of its series.
     *
     * @param excess [points]
     * @param scores [points]
     */
    public record Life(double[] excess, long[] scores) {}

    /** Walks a request's series, as the kernel would have seen it at each snapshot. */
    static ScoredRequest of(RequestTable table, int row, int[] columns, Scoring scoring) {
        int from = table.seriesStart()[row];
        int points = table.seriesStart()[row + 1] - from;
        long[] distances = scoring.start();
        int cputime = table.column("REQ_CPUTIME");
        long detectionTs = 0;
        long detectionCputime = 0;
        for (int point = 0; point < points; point++) {
            advance(distances, table, from, point, columns, scoring);
            if (detectionTs == 0 && scoring.isOutlier(distances)) {
                detectionTs = table.pointTs().get(from + point);
                detectionCputime = cputime < 0 ? 0 : table.value(cputime, from + point);
            }
        }
        return new ScoredRequest(distances, scoring.nearest(distances), detectionTs, detectionCputime, columns,
                scoring);
    }

    private static void advance(long[] distances, RequestTable table, int from, int point, int[] columns,
            Scoring scoring) {
        for (int f = 0; f < columns.length; f++) {
            long before = point == 0 ? 0 : table.value(columns[f], from + point - 1);
            scoring.move(distances, f, before, table.value(columns[f], from + point));
        }
    }

    /** Computed anew: kept for millions of requests, it would be most of what they take. */
    public Life life(RequestTable table, int row) {
        int from = table.seriesStart()[row];
        int points = table.seriesStart()[row + 1] - from;
        long[] reached = scoring.start();
        Life life = new Life(new double[points], new long[points]);
        for (int point = 0; point < points; point++) {
            advance(reached, table, from, point, columns, scoring);
            life.excess[point] = scoring.excess(reached);
            life.scores[point] = reached[scoring.nearest(reached)];
        }
        return life;
    }

    /**
     * The same request scored at each of its updates, which are exact where snapshots only come close.
     *
     * @param row of the updates; -1: it had none
     * @param firstGeneration from which on updates are scored; 0: all are
     */
    ScoredRequest exactly(Updates updates, int row, Deployment model, int firstGeneration) {
        RequestScore score = new RequestScore(1);
        List<Deployment> deployed = List.of(model);
        long ts = 0;
        long cputime = 0;
        for (int i = row < 0 ? 0 : updates.start()[row]; row >= 0 && i < updates.start()[row + 1]; i++) {
            if (updates.sequence().get(i) == 1) {
                score = new RequestScore(1);
            }
            score.update(updates.generation().get(i) >= firstGeneration ? deployed : List.of(),
                    (int) updates.feature().get(i),
                    updates.from().get(i), updates.delta().get(i), updates.ts().get(i));
            if (ts == 0 && score.detectionTs() != 0) {
                ts = score.detectionTs();
                cputime = score.detectionCputime();
            }
        }
        long[] reached = score.generation() == 0 ? model.scoring().start() : score.distances();
        return with(reached, model.scoring().nearest(reached), ts, cputime);
    }

    /**
     * The kernel's own verdict on the request.
     *
     * @param model by which it is scored, of this generation
     */
    ScoredRequest asKernel(KernelScore score, int generation, Model model) {
        long[] reached = score.distances(generation, model.k());
        return with(reached, model.fixedPoint().nearest(reached), score.detectionTs(), score.detectionCputime());
    }

    private ScoredRequest with(long[] reached, int cluster, long ts, long cputime) {
        return new ScoredRequest(Arrays.copyOf(reached, distances.length), cluster, ts, cputime, columns, scoring);
    }

    public boolean flagged() {
        return detectionTs != 0;
    }
}
