package io.finelame.record.cost;

import io.finelame.cli.text.PrintedJson;
import io.finelame.cli.text.TextTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The comparison of slices, as a table or as JSON. */
final class CostReport {
    private final List<Slice> slices;
    private final Map<String, Object> results = new LinkedHashMap<>();
    private final TextTable table = new TextTable("lrrrr").row("CPU time of the server", "not recorded", "recorded",
            "ratio", "95 % interval");

    private CostReport(List<Slice> slices) {
        this.slices = slices;
    }

    /** @param slices not recorded and recorded, in turn */
    static void print(List<Slice> slices, boolean json) throws IOException {
        new CostReport(slices).print(json);
    }

    private void print(boolean json) throws IOException {
        row("per_second", "per second, ms", slice -> slice.cpuPerSecond() * 1e3);
        if (slices.stream().allMatch(slice -> slice.segments() > 0)) {
            row("per_segment", "per segment sent, us", slice -> slice.cpuPerSegment() / 1e3);
        }
        double recorder = of(1, slice -> 100.0 * slice.ownCpuNs() / slice.ns()).average().orElseThrow();
        int ended = slices.stream().mapToInt(Slice::ended).sum();
        if (json) {
            results.put("recorder_percent_of_cpu", recorder);
            results.put("processes_ended", ended);
            System.out.println(PrintedJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(results));
            return;
        }
        table.lines().forEach(System.out::println);
        System.out.println("recorder: " + text("%.1f", recorder) + " % of a CPU");
        if (ended > 0) {
            System.out.println(ended + " processes of the server ended meanwhile: their last CPU time is not counted");
        }
    }

    private void row(String key, String name, ToDoubleFunction<Slice> measure) {
        CostEstimate estimate = CostEstimate.of(slices, measure);
        double off = median(of(0, measure));
        double on = median(of(1, measure));
        results.put(key, Map.of("not_recorded", off, "recorded", on, "ratio", estimate.ratio(), "low", estimate.low(),
                "high", estimate.high()));
        table.row(name, text("%.1f", off), text("%.1f", on), text("%.3f", estimate.ratio()),
                text("%.3f", estimate.low()) + " to " + text("%.3f", estimate.high()));
    }

    /** @param first 0: not recorded, 1: recorded */
    private DoubleStream of(int first, ToDoubleFunction<Slice> measure) {
        return IntStream.range(0, slices.size()).filter(i -> i % 2 == first).mapToDouble(
                i -> measure.applyAsDouble(slices.get(i)));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
