package io.finelame.benchmarks.overhead;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.benchmarks.overhead.Experiment.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import static com.fasterxml.jackson.databind.SerializationFeature.INDENT_OUTPUT;

/**
 * Measures the cost of recording for a server: throughput, latency and the server's CPU time per request, compared with the
 * unrecorded server.
 */
public final class Overhead {
    /** What is measured of each mode. */
    private enum Figure {
        THROUGHPUT("requests/s", Sample::throughput, "%.0f"), MEAN("mean, µs", Sample::mean, "%.0f"),
        MEDIAN("median, µs",
                Sample::p50, "%.0f"),
        TAIL("99th percentile, µs", Sample::p99,
                "%.0f"),
        CPU("server CPU per request, µs", Sample::cpu, "%.0f");

        private final String title;
        private final ToDoubleFunction<Sample> of;
        private final String format;

        Figure(String title, ToDoubleFunction<Sample> of, String format) {
            this.title = title;
            this.of = of;
            this.format = format;
        }
    }

    private Overhead() {}

    /**
     * @param arguments the file of modes, the first of which is the server unwatched (name, ready, command, and its load if that
     *            isn't 1; tab-separated); the file of URL paths; the share of the saturated throughput to ask for (0:
     *            saturation); rounds; seconds to warm up, and of a measurement; the JSON file to write; the server's command
     */
    public static void main(String[] arguments) throws Exception {
        List<Mode> modes = Files.readAllLines(Path.of(arguments[0])).stream().map(Overhead::mode).toList();
        List<String> pages = Files.readAllLines(Path.of(arguments[1]));
        double share = Double.parseDouble(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        try (SampleServer server = SampleServer.start(List.of(arguments).subList(7, arguments.length))) {
            Experiment experiment = new Experiment(server, pages, modes, Integer.parseInt(arguments[4]),
                    Integer.parseInt(arguments[5]));
            experiment.setRate(share * (share == 0 ? 0 : experiment.saturation()));
            Map<String, List<Sample>> samples = experiment.run(rounds);
            write(samples, Path.of(arguments[6]));
            print(samples);
        }
    }

    private static Mode mode(String line) {
        String[] fields = line.split("\t", -1);
        return new Mode(fields[0], fields[2].isEmpty() ? List.of() : List.of(fields[2].split(" ")), fields[1],
                fields.length > 3 ? Double.parseDouble(fields[3]) : 1);
    }

    private static void write(Map<String, List<Sample>> samples, Path file) throws IOException {
        JsonMapper.builder().enable(INDENT_OUTPUT).build().writeValue(file.toFile(), samples);
    }

    private static void print(Map<String, List<Sample>> samples) {
        List<Sample> off = samples.values().iterator().next();
        System.out.println("| median (least – most), then the median of the ratios to the same round's first mode | "
                + String.join(" | ", Arrays.stream(Figure.values()).map(figure -> figure.title).toList()) + " |");
        System.out.println("| --- |" + " ---: |".repeat(Figure.values().length));
        samples.forEach((mode, all) -> System.out.println("| " + mode + " | "
                + String.join(" | ", Arrays.stream(Figure.values()).map(figure -> cell(figure, all, off)).toList())
                + " |"));
    }

    private static String cell(Figure figure, List<Sample> samples, List<Sample> off) {
        double[] values = samples.stream().mapToDouble(figure.of).sorted().toArray();
        double[] ratios = IntStream.range(0, samples.size())
                .mapToDouble(i -> figure.of.applyAsDouble(samples.get(i)) / figure.of.applyAsDouble(off.get(i)))
                .sorted()
                .toArray();
        String number = figure.format;
        return String.format(Locale.ROOT, number + " (" + number + " – " + number + "), %.3f", median(values),
                values[0],
                values[values.length - 1], median(ratios));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
