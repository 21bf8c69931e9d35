package io.finelame.replay.training;

import io.finelame.record.config.Configuration;
import io.finelame.recording.RecordingHeader;
import io.finelame.replay.requests.ReplayException;
import java.util.List;

/**
 * The parameters of a model's training.
 *
 * @param trainTime seconds from the recording's start
 * @param scoring {@code l1}, {@code linf} or {@code finelame}
 * @param multiplier of a value, and {@code stdMultiplier} of a std, in finelame scoring's fixed point
 * @param restarts K-means starts, of which the one with the lowest inertia is kept
 * @param cleanPercentile training requests above it, in any feature, are dropped; 100 keeps all
 * @param options what of the training set counts as normal, and how
 */
public record ModelParameters(int k, List<String> features, double trainTime, String scoring, ThresholdRule threshold,
        long multiplier, long stdMultiplier, long seed, int restarts, double cleanPercentile, TrainingOptions options) {
    public static final long DEFAULT_SEED = 42;
    public static final int DEFAULT_RESTARTS = 10;
    public static final double DEFAULT_CLEAN_PERCENTILE = 99.99;

    /** With the default {@link TrainingOptions}. */
    public ModelParameters(int k, List<String> features, double trainTime, String scoring, ThresholdRule threshold,
            long multiplier, long stdMultiplier, long seed, int restarts, double cleanPercentile) {
        this(k, features, trainTime, scoring, threshold, multiplier, stdMultiplier, seed, restarts, cleanPercentile,
                TrainingOptions.DEFAULT);
    }

    /**
     * As a configuration says it.
     *
     * @param features those of its features that were recorded
     */
    public static ModelParameters of(Configuration.ModelParameters configured, List<String> features,
            double trainTime) {
        return new ModelParameters(configured.k(), features, trainTime, configured.scoring(),
                ThresholdRule.parse(configured.threshold()), power(configured, configured.mScale()),
                power(configured, configured.sScale()), DEFAULT_SEED, DEFAULT_RESTARTS, DEFAULT_CLEAN_PERCENTILE,
                new TrainingOptions(ModelSpec.parse(configured.type()), configured.trainFrom(),
                        configured.minCluster(), configured.scale()).withLeaveOut(configured.leaveOut()));
    }

    /**
     * Those of a configuration that were recorded; without any, all that were.
     *
     * @throws ReplayException where nothing was recorded
     */
    public static List<String> recordedFeatures(RecordingHeader header, Configuration.ModelParameters configured) {
        List<String> recorded = header.features().stream().map(RecordingHeader.Feature::name).toList();
        List<String> wanted = configured.features().stream().filter(recorded::contains).toList();
        List<String> chosen = wanted.isEmpty() ? recorded : wanted;
        if (chosen.isEmpty()) {
            throw new ReplayException("the recording has no features: no resource monitor was attached");
        }
        return chosen;
    }

    /** The multiplier that a {@code scale_method} and its exponent make. */
    public static long power(Configuration.ModelParameters configured, int exponent) {
        return configured.scaleMethod().equals("bitshift") ? 1L << exponent : (long) Math.pow(10, exponent);
    }

    public ModelParameters withTrainTime(double seconds) {
        return new ModelParameters(k, features, seconds, scoring, threshold, multiplier, stdMultiplier, seed, restarts,
                cleanPercentile, options);
    }

    /** The same for the n-th window of that length after the train time. */
    public ModelParameters ofWindow(int n) {
        double length = trainTime - options.trainFrom();
        return withTrainTime(trainTime + n * length).with(options.withTrainFrom(trainTime + (n - 1) * length));
    }

    /** From the training set's first request on, for a training set that begins after the warm-up. */
    public ModelParameters withoutWarmUp() {
        return with(options.withTrainFrom(0));
    }

    public ModelParameters with(TrainingOptions other) {
        return new ModelParameters(k, features, trainTime, scoring, threshold, multiplier, stdMultiplier, seed,
                restarts, cleanPercentile, other);
    }
}
