package io.finelame.replay.scoring;

import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.Feature;
import java.util.List;

/**
 * The detector's arithmetic: 64-bit integers only, a replica of scoring.h. Distances telescope: how a request's use is split
 * into updates doesn't matter for l1 and linf, and matters by rounding alone for finelame.
 */
public sealed interface Scoring permits CentroidScoring, FinelameScoring {
    /** Where a request stands before it has used anything: [k] distances. */
    long[] start();

    /**
     * Moves the distances by one update of a counter.
     *
     * @param feature index within the model's features
     */
    void move(long[] distances, int feature, long from, long to);

    boolean isOutlier(long[] distances);

    /** The cluster that is closest to accepting the request. */
    int nearest(long[] distances);

    /**
     * The same model for the kernel.
     *
     * @param features the model's, in its order
     */
    DetectorModel forDetector(List<Feature> features);

    /** Score over threshold of that cluster; above 1 if the request is an outlier. */
    double excess(long[] distances);
}
