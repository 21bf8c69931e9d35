package io.finelame.replay.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.replay.anomaly.ModelKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The parameters of a sweep: one run for each combination of values.
 *
 * @param search {@code grid}: every combination; {@code random}: {@code samples} of them, drawn with {@code searchSeed}
 * @param models {@code kmeans} and {@link ModelKind}s, with their options
 * @param features lists of feature names
 * @param trainTimes seconds, {@code trainFroms} as well
 * @param thins only every n-th snapshot is used
 * @param leaveOuts which requests are left out of training and testing
 * @param consensus how many models of different ages must flag a request
 * @param clusterers whose K-means: {@link Clusterer}
 * @param multiplier of a value, and {@code stdMultiplier} of a std, in finelame scoring's fixed point
 * @param restarts K-means starts
 * @param silhouette whether to compute it for each clustering
 * @param gapReferences uniform data sets that the gap statistic compares with; 0: none
 * @param bootstrap resamples that confidence intervals are of; 0: none
 * @param test {@code same}: the recording that trains; {@code other}: each of the others; {@code all}
 * @param labels the text of labels.csv: none, one for all recordings, or one for each
 */
public record SweepPlan(String search, int samples, long searchSeed, List<String> models, List<Integer> k,
        List<List<String>> features, List<Double> trainFroms, List<Double> trainTimes, List<String> scorings,
        List<String> scales, List<String> minClusters, List<String> thresholds, List<Double> cleanPercentiles,
        List<Integer> thins, List<Long> seeds, List<String> leaveOuts, List<Integer> consensus,
        List<String> clusterers, long multiplier, long stdMultiplier,
        int restarts, boolean silhouette,
        int gapReferences, int bootstrap, String test, List<String> labels) {
    private static final JsonMapper JSON = new JsonMapper();

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static SweepPlan parse(String json) {
        try {
            return JSON.readValue(json, SweepPlan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a sweep's plan: " + e.getOriginalMessage());
        }
    }

    /** Null without labels. */
    String labelsOf(int recording) {
        return labels.isEmpty() ? null : labels.get(Math.min(recording, labels.size() - 1));
    }

    /** All runs by their training sets, in the order of their numbers. */
    List<SweepGroup> groups(int recordings) {
        Map<List<Object>, List<RunParameters>> byTraining = new LinkedHashMap<>();
        for (RunParameters run : runs(recordings)) {
            List<Object> key = List.of(run.train(), run.features(), run.trainFrom(), run.trainTime(), run.minCluster(),
                    run.cleanPercentile(), run.thin(),
                    run.seed(), run.leaveOut());
            byTraining.computeIfAbsent(key, _ -> new ArrayList<>()).add(run);
        }
        List<SweepGroup> groups = new ArrayList<>();
        byTraining.values().forEach(runs -> groups.add(new SweepGroup(groups.size(), runs)));
        return groups;
    }

    /** In the order of their numbers. A random search makes those that it draws, and no others. */
    public List<RunParameters> runs(int recordings) {
        return new SweepGrid(this, recordings).runs(numbers(recordings));
    }

    /** How many {@link #runs} there are, without making one. */
    long count(int recordings) {
        long all = new SweepGrid(this, recordings).size();
        return isRandom() ? Math.min(samples, all) : all;
    }

    /** The keys with several values and how many each has, e.g. {@code k: 16, thin: 1,000}. */
    String factors() {
        Map<String, List<?>> values = new LinkedHashMap<>();
        values.put("models", models);
        values.put("k", k);
        values.put("features", features);
        values.put("train_from", trainFroms);
        values.put("train_time", trainTimes);
        values.put("scoring", scorings);
        values.put("scale", scales);
        values.put("min_cluster", minClusters);
        values.put("threshold", thresholds);
        values.put("clean_percentile", cleanPercentiles);
        values.put("thin", thins);
        values.put("seed", seeds);
        values.put("leave_out", leaveOuts);
        values.put("consensus", consensus);
        values.put("clusterer", clusterers);
        return values.entrySet().stream().filter(entry -> entry.getValue().size() > 1)
                .map(entry -> String.format(Locale.ROOT, "%s: %,d", entry.getKey(), entry.getValue().size()))
                .collect(Collectors.joining(", "));
    }

    boolean isRandom() {
        return search.equals("random");
    }

    /** Numbers of the runs, from 0. */
    private LongStream numbers(int recordings) {
        long all = new SweepGrid(this, recordings).size();
        if (!isRandom() || samples >= all) {
            return LongStream.range(0, all);
        }
        SplittableRandom random = new SplittableRandom(searchSeed);
        Set<Long> drawn = new TreeSet<>();
        while (drawn.size() < samples) {
            drawn.add(all <= Integer.MAX_VALUE ? random.nextInt((int) all) : random.nextLong(all));
        }
        return drawn.stream().mapToLong(Long::longValue);
    }
}
