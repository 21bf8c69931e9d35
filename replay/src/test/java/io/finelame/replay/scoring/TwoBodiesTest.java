package io.finelame.replay.scoring;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.Detection;
import io.finelame.bpf.finelame.Detector;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.bpf.finelame.LoadOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The kernel's scoring and Java's on random models and updates: the detector has two bodies and one meaning. */
@KernelTest
@Tag("slow")
class TwoBodiesTest {
    private static final int CASES = 6_000;
    private static final int MOST_UPDATES = 24;
    private static final long HOUR = 3_600_000_000_000L;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment update = arena.allocate(32, 8);
    private final MemorySegment key = arena.allocate(8, 8);
    private final List<Detection> detections = new ArrayList<>();
    private final Deque<Deployment> deployed = new ArrayDeque<>();
    private FinelameObject object;
    private Detector detector;
    private BpfProgram applyUpdate;
    private RingBuffer ring;
    private StructLayout layout;
    private MemorySegment score;
    private MemorySegment datapoint;

    @BeforeEach
    void load() throws Exception {
        load(1);
    }

    private void load(int consensus) throws Exception {
        object = FinelameObject.load(LoadOptions.of(64).withConsensus(consensus));
        detector = object.detector();
        applyUpdate = object.program("apply_update");
        ring = detector.detections(detections::add);
        layout = detector.scoreLayout();
        score = arena.allocate(layout.size(), 8);
        datapoint = arena.allocate(object.datapointLayout().size(), 8);
    }

    @AfterEach
    void unload() {
        ring.close();
        object.close();
        arena.close();
    }

    @Test
    void score_l1RandomModelsAndUpdates_isTheSameInBoth() throws Exception {
        compareCases(new Random(42), TwoBodiesTest::l1);
    }

    @Test
    void score_finelameRandomModelsAndUpdates_isTheSameInBoth() throws Exception {
        compareCases(new Random(43), TwoBodiesTest::finelame);
    }

    @Test
    void score_linfRandomModelsAndUpdates_isTheSameInBoth() throws Exception {
        compareCases(new Random(44), TwoBodiesTest::linf);
    }

    @Test
    void score_logarithmsRandomModelsAndUpdates_isTheSameInBoth() throws Exception {
        compareCases(new Random(45), TwoBodiesTest::logarithmic);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, LoadOptions.MAX_CONSENSUS})
    void score_severalModelsThatHaveToAgree_isTheSameInBoth(int consensus) throws Exception {
        ring.close();
        object.close();
        load(consensus);

        compareCases(new Random(46 + consensus), TwoBodiesTest::any);
    }

    private interface RandomScoring {
        Scoring next(Random random, int k, List<Feature> features);
    }

    private void compareCases(Random random, RandomScoring scorings) throws BpfException {
        int detected = 0;
        for (int i = 1; i <= CASES; i++) {
            detections.clear();
            RequestScore twin = compareOne(random, scorings, i);
            ring.poll(0);
            detected += detections.size();

            assertEquals(twin.detectionTs() == 0 ? List.of() : List.of(twin.detectionTs()),
                    detections.stream().map(Detection::ts).toList(), "case " + i);
            assertEquals(twin.detectionTs() == 0 ? List.of() : List.of(twin.detectionCputime()),
                    detections.stream().map(Detection::cputime).toList(), "case " + i);
        }
        assertTrue(detected > CASES / 20 && detected < CASES * 9 / 10,
                "the cases are one-sided: " + detected + " detections");
        assertEquals(0, object.losses().values().stream().mapToLong(Long::longValue).sum());
    }

    private RequestScore compareOne(Random random, RandomScoring scorings, int request) throws BpfException {
        RequestScore twin = new RequestScore(consensus());
        long[] counters = new long[Feature.values().length];
        List<Deployment> models = deploy(random, scorings);
        int updates = 1 + random.nextInt(MOST_UPDATES);
        for (int n = 1; n <= updates; n++) {
            if (random.nextInt(20) == 0) {
                models = deploy(random, scorings);
            }
            Feature feature = Feature.values()[random.nextInt(counters.length)];
            long delta = delta(random, feature);
            apply(request, n, delta, feature);
            twin.update(models, feature.ordinal(), counters[feature.ordinal()], delta, n);
            counters[feature.ordinal()] += delta;
            assertSame(twin, request, models + " after update " + n + ": " + feature + " + " + delta);
        }
        object.take(request, datapoint);
        key.set(JAVA_LONG, 0, request);
        detector.scores().delete(key);
        return twin;
    }

    private int consensus() {
        return layout.field("distances").size() / (Long.BYTES * DetectorModel.MAX_K);
    }

    /** The last that have to agree, the newest first. */
    private List<Deployment> deploy(Random random, RandomScoring scorings) throws BpfException {
        List<Feature> features = new ArrayList<>(List.of(Feature.values()));
        Collections.shuffle(features, random);
        features = features.subList(0, 1 + random.nextInt(features.size()));
        int k = switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> DetectorModel.MAX_K;
            default -> 1 + random.nextInt(DetectorModel.MAX_K);
        };
        Scoring scoring = scorings.next(random, k, features);
        int generation = detector.deploy(scoring.forDetector(features));
        deployed.addFirst(Deployment.of(generation, scoring, features));
        if (deployed.size() > consensus()) {
            deployed.removeLast();
        }
        return List.copyOf(deployed);
    }

    private void apply(long request, long ts, long delta, Feature feature) throws BpfException {
        update.set(JAVA_LONG, 0, request);
        update.set(JAVA_LONG, 8, ts);
        update.set(JAVA_LONG, 16, delta);
        update.set(JAVA_INT, 24, feature.ordinal());
        assertEquals(0, applyUpdate.testRun(update));
    }

    private void assertSame(RequestScore twin, long request, String description) throws BpfException {
        key.set(JAVA_LONG, 0, request);
        assertTrue(detector.scores().lookup(key, score));
        long[] distances = score.asSlice(layout.field("distances").offset(), layout.field("distances").size())
                .toArray(JAVA_LONG);
        long[] expected = Arrays.stream(twin.allDistances())
                .flatMapToLong(its -> Arrays.stream(Arrays.copyOf(its, DetectorModel.MAX_K))).toArray();
        assertArrayEquals(expected, distances, description);
        assertEquals(twin.isOutlier() ? 1 : 0, field("is_outlier"), description);
        assertEquals(twin.detectionTs(), field("detection_ts"), description);
        assertEquals(twin.detectionCputime(), field("detection_cputime"), description);
        assertEquals(twin.updates(), field("updates"), description);
        assertEquals(twin.lastTs(), field("last_ts"), description);
    }

    private long field(String name) {
        return score.get(JAVA_LONG, layout.field(name).offset());
    }

    /** Of every magnitude: now and then what no counter will ever reach, or hours of idling. */
    private static long delta(Random random, Feature feature) {
        if (feature == Feature.REQ_IDLE_TIME && random.nextInt(3) == 0) {
            return random.nextLong(100 * HOUR);
        }
        return random.nextLong() >>> (random.nextInt(10) == 0 ? random.nextInt(64) : 20 + random.nextInt(44));
    }

    private static long[] longs(Random random, int count, int leastShift) {
        return IntStream.range(0, count)
                .mapToLong(i -> random.nextLong() >>> leastShift + random.nextInt(64 - leastShift))
                .toArray();
    }

    /** Of few clusters, so that several agree often enough. */
    private static Scoring any(Random random, int k, List<Feature> features) {
        int few = Math.min(k, 1 + random.nextInt(2));
        return switch (random.nextInt(8)) {
            case 0 -> l1(random, k, features);
            case 1 -> finelame(random, few, features);
            case 2 -> logarithmic(random, k, features);
            default -> tight(random, few, features);
        };
    }

    private static Scoring l1(Random random, int k, List<Feature> features) {
        long[][] centroids = IntStream.range(0, k).mapToObj(j -> longs(random, features.size(), 10))
                .toArray(long[][]::new);
        long[] weights = new long[features.size()];
        int[] shifts = new int[features.size()];
        for (int f = 0; f < weights.length; f++) {
            double std = Math.scalb(1 + random.nextDouble(), random.nextInt(60));
            weights[f] = random.nextInt(8) == 0 ? 0 : CentroidScoring.weightOf(std);
            shifts[f] = CentroidScoring.shiftOf(std);
        }
        return new L1Scoring(centroids, weights, shifts, longs(random, k, 20));
    }

    private static Scoring finelame(Random random, int k, List<Feature> features) {
        long multiplier = random.nextBoolean()
                ? (long) Math.pow(10, random.nextInt(19))
                : 1L << random.nextInt(63);
        long[] stds = longs(random, features.size(), 4);
        long[] thresholds = longs(random, k, 10);
        for (int j = 0; j < k; j++) {
            thresholds[j] = random.nextInt(5) == 0 ? 0 : thresholds[j];
        }
        long[] centroids = Arrays.stream(longs(random, k, 10)).map(l1 -> random.nextBoolean() ? l1 : -l1).toArray();
        return new FinelameScoring(multiplier, stds, features.indexOf(Feature.REQ_IDLE_TIME), centroids,
                random.nextLong() >> 10 + random.nextInt(54), thresholds);
    }

    private static Scoring linf(Random random, int k, List<Feature> features) {
        L1Scoring l1 = (L1Scoring) l1(random, k, features);
        return new LinfScoring(l1.centroids(), l1.weights(), l1.shifts(), l1.thresholds(), l1.offsets());
    }

    /** Accepts hardly anything. */
    private static Scoring tight(Random random, int k, List<Feature> features) {
        L1Scoring l1 = (L1Scoring) l1(random, k, features);
        long[][] centroids = IntStream.range(0, k).mapToObj(j -> longs(random, features.size(), 50))
                .toArray(long[][]::new);
        long[] thresholds = longs(random, k, 60);
        return random.nextBoolean()
                ? new L1Scoring(centroids, l1.weights(), l1.shifts(), thresholds)
                : new LinfScoring(centroids, l1.weights(), l1.shifts(), thresholds, l1.offsets());
    }

    /** Sums and largest, of logarithms; now and then the offset makes a value overflow. */
    private static Scoring logarithmic(Random random, int k, List<Feature> features) {
        long[] weights = new long[features.size()];
        int[] shifts = new int[features.size()];
        for (int f = 0; f < weights.length; f++) {
            double std = Math.scalb(1 + random.nextDouble(), 12 + random.nextInt(8));
            weights[f] = random.nextInt(8) == 0 ? 0 : CentroidScoring.weightOf(std);
            shifts[f] = CentroidScoring.shiftOf(std);
        }
        long[][] centroids = IntStream.range(0, k)
                .mapToObj(j -> random.longs(features.size(), 0, 64L << 16).toArray()).toArray(long[][]::new);
        long[] offsets = random.nextInt(4) == 0
                ? random.longs(features.size()).toArray()
                : longs(random, features.size(), 40);
        long[] thresholds = longs(random, k, 40);
        return random.nextBoolean()
                ? new L1Scoring(centroids, weights, shifts, thresholds, offsets)
                : new LinfScoring(centroids, weights, shifts, thresholds, offsets);
    }
}
