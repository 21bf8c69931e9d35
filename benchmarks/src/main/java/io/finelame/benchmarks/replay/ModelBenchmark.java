package io.finelame.benchmarks.replay;

import io.finelame.benchmarks.SampleRecording;
import io.finelame.bpf.finelame.Feature;
import io.finelame.replay.model.Model;
import io.finelame.replay.scoring.Scoring;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Training on requests of three kinds with six features, and scoring in Java, one counter update at a time. */
@BenchmarkMode(Mode.AverageTime)
public class ModelBenchmark {
    private static final int UPDATES = 1 << 12;

    @State(Scope.Benchmark)
    public static class Training {
        @Param({"10000", "100000", "1000000"})
        public int entries;

        private TrainingSet set;
        private ModelParameters parameters;

        @Setup
        public void fill() {
            set = trainingSet(entries);
            parameters = parameters("l1", 3);
        }
    }

    @State(Scope.Thread)
    public static class Scored {
        @Param({"l1", "finelame"})
        public String scoring;

        @Param({"3", "16"})
        public int k;

        private Scoring model;
        private long[] distances;
        private final long[] steps = new SplittableRandom(2).longs(UPDATES, 1, 1 << 14).toArray();
        private final long[] counters = new long[SampleRecording.FEATURES.size()];
        private int next;

        @Setup
        public void train() {
            model = Model.train(trainingSet(1000), parameters(scoring, k)).fixedPoint();
            distances = model.start();
        }
    }

    private static ModelParameters parameters(String scoring, int k) {
        List<String> features = SampleRecording.FEATURES.stream().map(Feature::name).toList();
        return new ModelParameters(k, features, 1, scoring, ThresholdRule.parse("sigma:5"), 1 << 20, 1 << 10,
                ModelParameters.DEFAULT_SEED, ModelParameters.DEFAULT_RESTARTS, 100);
    }

    private static TrainingSet trainingSet(int rows) {
        SplittableRandom random = new SplittableRandom(1);
        int features = SampleRecording.FEATURES.size();
        double[][] values = new double[rows][features];
        double[] mean = new double[features];
        double[] std = new double[features];
        for (int i = 0; i < rows; i++) {
            for (int f = 0; f < features; f++) {
                values[i][f] = random.nextInt(1 << 10, 1 << 14) << 3 * (i % 3);
                mean[f] += values[i][f] / rows;
            }
        }
        for (int f = 0; f < features; f++) {
            int feature = f;
            std[f] = Math.sqrt(Arrays.stream(values).mapToDouble(row -> row[feature] - mean[feature])
                    .map(d -> d * d).average().orElseThrow());
        }
        return new TrainingSet(null, new int[rows], new int[rows], values, mean, std, 0, 0, List.of());
    }

    /** K-means with ten restarts, and the thresholds. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Object train(Training state) {
        return Model.train(state.set, state.parameters);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public boolean update(Scored state) {
        int step = state.next++ & UPDATES - 1;
        if (step == 0) {
            state.distances = state.model.start();
            Arrays.fill(state.counters, 0);
        }
        int feature = step % state.counters.length;
        long from = state.counters[feature];
        state.counters[feature] = from + state.steps[step];
        state.model.move(state.distances, feature, from, state.counters[feature]);
        return state.model.isOutlier(state.distances);
    }
}
