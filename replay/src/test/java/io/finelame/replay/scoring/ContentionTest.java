package io.finelame.replay.scoring;

import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.EventLog;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.bpf.finelame.LoadOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Threads on all CPUs that work for the same few requests at once: what the kernel logs explains every score. */
@KernelTest
@Tag("slow")
class ContentionTest {
    private static final int THREADS = 4;
    private static final int REQUESTS = 3;
    private static final int UPDATES = 20_000;
    private static final int RING = 1 << 24;
    private static final List<Feature> FEATURES = List.of(Feature.REQ_CPUTIME, Feature.REQ_TCP_SENT);

    private final Arena arena = Arena.ofShared();
    private final List<Event> logged = new ArrayList<>();
    private FinelameObject object;
    private StructLayout layout;
    private List<Deployment> models;

    private record Event(long request, long ts, long sequence, long from, long delta, int feature) {}

    @BeforeEach
    void load() throws Exception {
        object = FinelameObject.load(LoadOptions.of(64).withEvents(RING).withConsensus(2));
        layout = object.eventLayout();
        object.detector().logEvents();
        models = List.of(deploy(1000, 1L << 36), deploy(1_000_000, 1L << 37)).reversed();
    }

    @AfterEach
    void unload() {
        object.close();
        arena.close();
    }

    private Deployment deploy(long centroid, long threshold) throws Exception {
        Scoring scoring = new L1Scoring(new long[][]{{centroid, 100}}, new long[]{1L << 31, 1L << 31},
                new int[]{25, 20},
                new long[]{threshold});
        return Deployment.of(object.detector().deploy(scoring.forDetector(FEATURES)), scoring, FEATURES);
    }

    @Test
    void scores_ofRequestsThatAllCpusWorkFor_areThoseOfTheLoggedUpdates() throws Exception {
        try (EventLog events = object.events(event -> logged.add(read(event)))) {
            updateOnAllCpus();
            events.drain();
            assertEquals(0, Arrays.stream(events.lost()).sum());
        }

        assertEquals(THREADS * UPDATES, logged.size());
        for (long request = 1; request <= REQUESTS; request++) {
            RequestScore twin = replay(request);
            assertTrue(twin.detectionTs() > 0);
            assertSame(twin, request);
        }
        assertEquals(0, object.losses().get("scores"));
    }

    private void updateOnAllCpus() throws Exception {
        BpfProgram program = object.program("apply_update");
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Void>> work = IntStream.range(0, THREADS).<Callable<Void>>mapToObj(seed -> () -> {
                update(program, new Random(seed));
                return null;
            }).toList();
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    /** An update that finds the request's lock taken is for later, as one by the timer is. */
    private void update(BpfProgram program, Random random) throws Exception {
        MemorySegment update = arena.allocate(32, 8);
        for (int i = 1; i <= UPDATES; i++) {
            update.set(JAVA_LONG, 0, 1 + random.nextInt(REQUESTS));
            update.set(JAVA_LONG, 8, System.nanoTime());
            update.set(JAVA_LONG, 16, random.nextInt(1 << 20));
            update.set(JAVA_INT, 24, FEATURES.get(random.nextInt(FEATURES.size())).ordinal());
            while (program.testRun(update) != 0) {
                Thread.onSpinWait();
            }
        }
    }

    private Event read(MemorySegment event) {
        return new Event(number(event, "req_id"), number(event, "ts"), number(event, "sequence"), number(event, "from"),
                number(event, "delta"), event.get(JAVA_INT, layout.field("feature").offset()));
    }

    private long number(MemorySegment event, String field) {
        return event.get(JAVA_LONG, layout.field(field).offset());
    }

    private RequestScore replay(long request) {
        RequestScore twin = new RequestScore(models.size());
        logged.stream().filter(event -> event.request == request).sorted(Comparator.comparingLong(Event::sequence))
                .forEach(event -> {
                    assertEquals(twin.updates() + 1, event.sequence);
                    twin.update(models, event.feature, event.from, event.delta, event.ts);
                });
        return twin;
    }

    private void assertSame(RequestScore twin, long request) throws Exception {
        StructLayout scores = object.detector().scoreLayout();
        MemorySegment key = arena.allocate(8, 8);
        MemorySegment score = arena.allocate(scores.size(), 8);
        key.set(JAVA_LONG, 0, request);
        assertTrue(object.detector().scores().lookup(key, score));
        assertEquals(twin.updates(), score.get(JAVA_LONG, scores.field("updates").offset()));
        assertEquals(twin.detectionTs(), score.get(JAVA_LONG, scores.field("detection_ts").offset()));
        StructLayout.Field distances = scores.field("distances");
        assertArrayEquals(
                Arrays.stream(twin.allDistances())
                        .flatMapToLong(its -> Arrays.stream(Arrays.copyOf(its, DetectorModel.MAX_K))).toArray(),
                score.asSlice(distances.offset(), distances.size()).toArray(JAVA_LONG));
    }
}
