package io.finelame.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/** The rounds of jmh.sh as one Markdown table: medians of all iterations, least and most, 99.9 % confidence of the mean. */
public final class JmhTable {
    private static final double CONFIDENCE = 0.999;
    private static final int BYTES_PER_ENTRY = Long.BYTES + SampleRecording.LAYOUT.size();

    private final Map<String, DescriptiveStatistics> scores = new LinkedHashMap<>();
    private final Map<String, JsonNode> results = new LinkedHashMap<>();

    private JmhTable() {}

    /** @param arguments JMH's JSON files; after --csv, for benchmarks whose only parameter is the number of entries */
    public static void main(String[] arguments) throws IOException {
        boolean csv = arguments[0].equals("--csv");
        JmhTable table = new JmhTable();
        for (int i = csv ? 1 : 0; i < arguments.length; i++) {
            for (JsonNode result : new JsonMapper().readTree(Path.of(arguments[i]).toFile())) {
                table.add(result);
            }
        }
        if (csv) {
            table.printCsv();
        } else {
            table.print(arguments.length);
        }
    }

    private void printCsv() {
        System.out.println("benchmark,entries,median");
        results.forEach((key, result) -> System.out.printf(Locale.ROOT, "%s,%s,%.6f%n",
                result.get("benchmark").asText(), result.get("params").get("entries").asText(),
                scores.get(key).getPercentile(50)));
    }

    private void add(JsonNode result) {
        String name = result.get("benchmark").asText().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1.");
        StringJoiner parameters = new StringJoiner(", ", " | ", "");
        result.path("params").properties()
                .forEach(entry -> parameters.add(parameter(entry.getKey(), entry.getValue().asText())));
        String key = name + parameters;
        results.put(key, result);
        DescriptiveStatistics values = scores.computeIfAbsent(key, _ -> new DescriptiveStatistics());
        result.get("primaryMetric").get("rawData")
                .forEach(fork -> fork.forEach(value -> values.addValue(value.asDouble())));
    }

    private static String parameter(String name, String value) {
        return switch (name) {
            case "entries" -> String.format(Locale.ROOT, "%,d", Integer.parseInt(value));
            case "changed" -> value + " % changed";
            case "k" -> "k = " + value;
            default -> value;
        };
    }

    private void print(int rounds) {
        System.out.printf(Locale.ROOT, "%d rounds, each in a JVM of its own%n%n", rounds);
        System.out.println(
                "| benchmark | with | median | least – most | mean ± 99.9 % | unit | million entries/s | GB/s |");
        System.out.println("| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |");
        scores.forEach((key, values) -> {
            System.out.printf(Locale.ROOT, "| %s | %s | %s – %s | %s ± %s | %s | %s |%n", key,
                    number(values.getPercentile(50)), number(values.getMin()), number(values.getMax()),
                    number(values.getMean()), number(error(values)),
                    results.get(key).get("primaryMetric").get("scoreUnit").asText().replace("/op", ""),
                    rates(results.get(key), values.getPercentile(50)));
        });
    }

    private static double error(DescriptiveStatistics values) {
        long n = values.getN();
        return n < 2
                ? Double.NaN
                : new TDistribution(n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2)
                        * values.getStandardDeviation() / Math.sqrt(n);
    }

    /** Only where entries of the map are what is moved, in ms. */
    private static String rates(JsonNode result, double milliseconds) {
        String name = result.get("benchmark").asText();
        if (!result.path("params").has("entries")) {
            return "|";
        }
        double perSecond = result.get("params").get("entries").asDouble() / milliseconds * 1000;
        String gigabytes = name.contains(".replay.") ? "" : number(perSecond * BYTES_PER_ENTRY / 1e9);
        return number(perSecond / 1e6) + " | " + gigabytes;
    }

    private static String number(double value) {
        int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
