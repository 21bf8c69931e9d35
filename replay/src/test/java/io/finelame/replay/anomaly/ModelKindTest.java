package io.finelame.replay.anomaly;

import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ThresholdRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every built-in kind holds to. */
class ModelKindTest {
    private static final List<String> FEATURES = List.of("REQ_CPUTIME", "REQ_TCP_SENT", "REQ_PGFLT");
    private static final double MS = 1_000_000;

    static Stream<ModelKind> kinds() {
        return ModelKinds.onClassPath().all().stream();
    }

    /** Of one that looks at CPU time alone, a constant other feature may do what it likes. */
    static Stream<ModelKind> kindsOfAllFeatures() {
        return kinds().filter(kind -> !kind.name().endsWith("cpu-sigma"));
    }

    /** Small pages that take 5 ms, and one in four that takes 20 ms; none in between. Page faults are always 7. */
    private static double[][] legitimate(int requests, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> random.nextInt(4) == 0
                ? new double[]{20 * MS + random.nextGaussian(0, 0.4) * MS, 90_000 + random.nextInt(4_000), 7}
                : new double[]{5 * MS + random.nextGaussian(0, 0.2) * MS, 12_000 + random.nextInt(4_000), 7})
                .limit(requests).toArray(double[][]::new);
    }

    private static TrainingData data(double[][] values) {
        return new TrainingData(FEATURES, values, ThresholdRule.parse("quantile:0.999"), 42, Map.of());
    }

    private static double[] withCpu(double[] request, double cpu) {
        double[] other = request.clone();
        other[0] = cpu;
        return other;
    }

    private static long flagged(AnomalyModel model, double[][] requests) {
        return Arrays.stream(requests).filter(request -> model.excess(request) > 1).count();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void excess_tenToHundredTimesTheCpu_isFlagged(ModelKind kind) {
        AnomalyModel model = kind.train(data(legitimate(1_500, 1)));
        Random random = new Random(2);
        double[][] attacks = Arrays.stream(legitimate(100, 3))
                .map(request -> withCpu(request, 20 * MS * random.nextDouble(10, 100))).toArray(double[][]::new);

        assertEquals(100, flagged(model, attacks));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void excess_laterLegitimateRequests_hardlyAnyIsFlagged(ModelKind kind) {
        AnomalyModel model = kind.train(data(legitimate(1_500, 1)));
        long flagged = flagged(model, legitimate(2_000, 4));

        assertTrue(flagged <= 20, kind.name() + " flagged " + flagged + " of 2000");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void excess_newbornRequest_isNotFlagged(ModelKind kind) {
        AnomalyModel model = kind.train(data(legitimate(1_500, 1)));

        assertTrue(model.excess(new double[]{0, 0, 0}) <= 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void excess_legitimateRequestOnItsWay_isNotFlagged(ModelKind kind) {
        AnomalyModel model = kind.train(data(legitimate(1_500, 1)));
        double[][] accepted = Arrays.stream(legitimate(200, 5)).filter(request -> model.excess(request) <= 1)
                .toArray(double[][]::new);

        for (int tenths = 1; tenths < 10; tenths++) {
            double share = tenths / 10.0;
            double[][] sofar = Arrays.stream(accepted)
                    .map(request -> Arrays.stream(request).map(value -> Math.floor(value * share)).toArray())
                    .toArray(double[][]::new);
            assertEquals(0, flagged(model, sofar), "flagged at " + share + " of what they use in the end");
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOfAllFeatures")
    void excess_oneUnitMoreOfAConstantFeature_isNotFlagged(ModelKind kind) {
        AnomalyModel model = kind.train(data(legitimate(1_500, 1)));

        assertTrue(model.excess(new double[]{5 * MS, 14_000, 8}) <= 1);
        assertTrue(model.excess(new double[]{5 * MS, 14_000, 100_000}) > 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void train_requestsAllAlike_acceptsTheLikeOnly(ModelKind kind) {
        double[][] alike = Stream.generate(() -> new double[]{MS, 1_000, 3}).limit(100).toArray(double[][]::new);
        AnomalyModel model = kind.train(data(alike));

        assertTrue(model.excess(new double[]{MS + 1, 1_000, 3}) <= 1);
        assertTrue(model.excess(new double[]{100 * MS, 1_000, 3}) > 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void train_anyNumberOfThreads_sameModel(ModelKind kind) throws Exception {
        TrainingData data = data(legitimate(1_500, 1));
        double[] one = excesses(data, kind, 1);

        assertArrayEquals(one, excesses(data, kind, 1));
        assertArrayEquals(one, excesses(data, kind, 7));
    }

    @ParameterizedTest
    @Tag("slow")
    @MethodSource("kinds")
    void train_whileOthersTrain_sameModel(ModelKind kind) {
        TrainingData data = data(legitimate(300, 1));
        List<double[]> trained = IntStream.range(0, 24).parallel().mapToObj(i -> {
            ModelKind busy = i % 3 == 0 ? kind : kinds().skip(i % 5).findFirst().orElseThrow();
            return excesses(data, busy);
        }).toList();

        for (int i = 0; i < trained.size(); i += 3) {
            assertArrayEquals(excesses(data, kind), trained.get(i));
        }
    }

    private static double[] excesses(TrainingData data, ModelKind kind, int threads) throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            return pool.submit(() -> excesses(data, kind)).get();
        }
    }

    private static double[] excesses(TrainingData data, ModelKind kind) {
        AnomalyModel model = kind.train(data);
        return IntStream.range(0, 100).mapToDouble(i -> model.excess(new double[]{i * MS, i * 1_000, i / 10}))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void train_oneRequest_saysHowManyItNeeds(ModelKind kind) {
        String message = assertThrows(ReplayException.class, () -> kind.train(data(legitimate(1, 1)))).getMessage();

        assertTrue(message.matches("1 requests within the train time are too few: the " + kind.name()
                + " model needs [0-9]+; use a longer --train-time"), message);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void train_unknownOption_namesTheKind(ModelKind kind) {
        TrainingData data = new TrainingData(FEATURES, legitimate(100, 1), ThresholdRule.parse("max"), 42,
                Map.of("colour", "red"));

        String message = assertThrows(ReplayException.class, () -> kind.train(data)).getMessage();
        assertTrue(message.contains(kind.name() + " model has no option 'colour'"), message);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void train_anyThresholdRule_flagsTheExtremeRequest(ModelKind kind) {
        for (String rule : List.of("sigma:5", "quantile:0.99", "max")) {
            AnomalyModel model = kind.train(new TrainingData(FEATURES, legitimate(1_500, 1), ThresholdRule.parse(rule),
                    42, Map.of()));

            assertTrue(model.excess(new double[]{2_000 * MS, 14_000, 7}) > 1, rule);
        }
    }
}
