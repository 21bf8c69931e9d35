package io.finelame.benchmarks;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.RunStatistics;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.bpf.finelame.EventLog;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.LoadOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Measures the cost of one counter update in the kernel, by its own run-time statistics: the real update path, run by
 * BPF_PROG_TEST_RUN without a probe around it, as monitoring, under either scoring, and logged. The modes alternate within
 * each round.
 */
public final class UpdateCost {
    private static final int UPDATES = 100_000;
    private static final int REQUESTS = 256;
    private static final int RING = 1 << 24;

    private final BpfProgram program;
    private final EventLog events;
    private final MemorySegment update;
    private final List<Double> nanoseconds = new ArrayList<>();

    private UpdateCost(FinelameObject object, Arena arena) throws BpfException {
        this.program = object.program("apply_update");
        this.events = object.events(event -> {});
        this.update = arena.allocate(32, 8);
    }

    /** @param arguments how many rounds; 9 without one */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 9 : Integer.parseInt(arguments[0]);
        try (Arena arena = Arena.ofConfined(); RunStatistics.Accounting _ = RunStatistics.enable()) {
            Map<String, UpdateCost> modes = modes(arena);
            for (int round = 0; round <= rounds; round++) {
                for (UpdateCost mode : modes.values()) {
                    double cost = mode.round();
                    if (round > 0) {
                        mode.nanoseconds.add(cost);
                    }
                }
            }
            print(modes, rounds);
        }
    }

    private static Map<String, UpdateCost> modes(Arena arena) throws BpfException {
        Map<String, UpdateCost> modes = new LinkedHashMap<>();
        modes.put("monitoring", mode(arena, null, 1, false));
        for (int k : new int[]{3, 16}) {
            modes.put("l1, k = " + k, mode(arena, l1(k), 1, false));
            modes.put("finelame, k = " + k, mode(arena, finelame(k), 1, false));
        }
        for (int models : new int[]{3, LoadOptions.MAX_CONSENSUS}) {
            modes.put("l1, k = 3, consensus of " + models, mode(arena, l1(3), models, false));
        }
        modes.put("events, no model", mode(arena, null, 1, true));
        modes.put("events, l1, k = 3", mode(arena, l1(3), 1, true));
        return modes;
    }

    /** @param models how many have to agree, and are deployed */
    private static UpdateCost mode(Arena arena, DetectorModel model, int models, boolean log) throws BpfException {
        FinelameObject object = FinelameObject
                .load(LoadOptions.of(2 * REQUESTS).withEvents(RING).withConsensus(models));
        if (log) {
            object.detector().logEvents();
        }
        for (int i = 0; model != null && i < models; i++) {
            object.detector().deploy(model);
        }
        return new UpdateCost(object, arena);
    }

    private static DetectorModel l1(int k) {
        int features = Feature.values().length;
        long[][] centroids = new long[k][features];
        long[] weights = new long[features];
        int[] shifts = new int[features];
        Arrays.fill(weights, 3_000_000_000L);
        Arrays.fill(shifts, 30);
        return DetectorModel.l1(filled(k, Long.MAX_VALUE), centroids, weights, shifts);
    }

    private static DetectorModel finelame(int k) {
        return new DetectorModel.Finelame(filled(k, Long.MAX_VALUE), filled(k, 1000), 5000, 1L << 20,
                filled(Feature.values().length, 1L << 30));
    }

    private static long[] filled(int count, long value) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }

    /** @return ns per update */
    private double round() throws BpfException {
        RunStatistics before = program.statistics();
        for (int i = 0; i < UPDATES; i++) {
            update.set(JAVA_LONG, 0, i % REQUESTS + 1);
            update.set(JAVA_LONG, 8, i);
            update.set(JAVA_LONG, 16, 64);
            update.set(JAVA_INT, 24, i % Feature.values().length);
            program.testRun(update);
        }
        events.drain();
        RunStatistics after = program.statistics();
        return (double) (after.nanoseconds() - before.nanoseconds()) / (after.runs() - before.runs());
    }

    private static void print(Map<String, UpdateCost> modes, int rounds) {
        double base = modes.get("monitoring").median();
        System.out.printf(Locale.ROOT, "%d rounds of %,d updates of %d requests per mode%n%n", rounds, UPDATES,
                REQUESTS);
        System.out.println("| mode | ns per update (median) | least – most | more than monitoring |");
        System.out.println("| --- | ---: | ---: | ---: |");
        modes.forEach((name, mode) -> System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f – %.0f | %+.0f |%n", name,
                mode.median(), mode.quantile(0), mode.quantile(1), mode.median() - base));
    }

    private double median() {
        return quantile(0.5);
    }

    private double quantile(double share) {
        List<Double> sorted = nanoseconds.stream().sorted().toList();
        return sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }
}
