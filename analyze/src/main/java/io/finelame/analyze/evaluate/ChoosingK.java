package io.finelame.analyze.evaluate;

import io.finelame.run.SweepRun;
import io.finelame.run.SweepRuns;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Criteria for each number of clusters on one training set.
 *
 * @param k
 *            ascending; the others are parallel to it, NaN if unknown
 */
public record ChoosingK(int[] k, double[] inertia, double[] silhouette, double[] gap, double[] gapError) {

    /** Of the training set of a sweep's best run that has clusters; empty where none has. */
    public static ChoosingK of(SweepRuns sweep) {
        return sweep.best().stream().filter(SweepRun::hasClusters).findFirst().map(best -> of(
                sweep.runs().stream().filter(run -> run.hasClusters() && run.sharesTrainingWith(best)).toList()))
                .orElse(of(List.of()));
    }

    /**
     * @param runs
     *            of one training set; several of one k have the same clusters
     */
    public static ChoosingK of(List<SweepRun> runs) {
        TreeMap<Integer, SweepRun> byK = new TreeMap<>();
        runs.forEach(run -> byK.putIfAbsent((int) run.k(), run));
        return new ChoosingK(byK.keySet().stream().mapToInt(Integer::intValue).toArray(),
                byK.values().stream().mapToDouble(SweepRun::inertia).toArray(),
                byK.values().stream().mapToDouble(SweepRun::silhouette).toArray(),
                byK.values().stream().mapToDouble(SweepRun::gap).toArray(),
                byK.values().stream().mapToDouble(SweepRun::gapError).toArray());
    }

    /** The k whose inertia is farthest below the line between the first and the last (Satopaa et al. 2011); 0: none. */
    public int elbow() {
        int last = k.length - 1;
        int found = 0;
        double farthest = 0;
        for (int i = 1; i < last; i++) {
            double onLine = inertia[0] + (inertia[last] - inertia[0]) * (k[i] - k[0]) / (k[last] - k[0]);
            if (onLine - inertia[i] > farthest) {
                farthest = onLine - inertia[i];
                found = k[i];
            }
        }
        return found;
    }

    /** 0 if no silhouette is known. */
    public int bestSilhouette() {
        return IntStream.range(0, k.length).filter(i -> !Double.isNaN(silhouette[i])).boxed()
                .reduce((a, b) -> silhouette[b] > silhouette[a] ? b : a).map(i -> k[i]).orElse(0);
    }

    /** The smallest k with gap(k) >= gap(k+1) - error(k+1) (Tibshirani et al. 2001); 0 if there is none. */
    public int byGap() {
        return IntStream.range(0, Math.max(0, k.length - 1))
                .filter(i -> k[i + 1] == k[i] + 1 && gap[i] >= gap[i + 1] - gapError[i + 1]).map(i -> k[i]).findFirst()
                .orElse(0);
    }
}
