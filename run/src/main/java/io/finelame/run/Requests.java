package io.finelame.run;

import java.net.InetAddress;
import java.util.List;

/**
 * A table of requests, one array per column, all [requests].
 *
 * @param ids
 *            unsigned
 * @param addressTexts
 *            as the file writes them, empty if the request never received on TCP
 * @param addresses
 *            null if the request never received on TCP
 * @param originTs
 *            first update, CLOCK_MONOTONIC ns
 * @param completionTs
 *            last update, CLOCK_MONOTONIC ns
 * @param features
 *            names of the recorded features
 * @param values
 *            [features][requests], in the features' own units
 * @param clusters
 *            nearest cluster, from 0
 */
public record Requests(long[] ids, String[] addressTexts, InetAddress[] addresses, long[] originTs, long[] completionTs,
        List<String> features,
        double[][] values, long[] clusters) {

    public static final String CPU_TIME = "REQ_CPUTIME";

    public int size() {
        return ids.length;
    }

    public boolean hasFeature(String feature) {
        return features.contains(feature);
    }

    /** The final values of a recorded feature, [requests]. */
    public double[] feature(String feature) {
        return values[features.indexOf(feature)];
    }
}
