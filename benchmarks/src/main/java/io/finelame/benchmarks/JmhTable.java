package io.finelame.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Statistic;
import org.apache.commons.statistics.distribution.TDistribution;

/** The rounds of jmh.sh as one Markdown table: medians of all iterations, least and most, 99.9 % confidence of the mean. */
public final class JmhTable {
    private static final double CONFIDENCE = 0.999;
    private static final int BYTES_PER_ENTRY = Long.BYTES + SampleRecording.LAYOUT.size();

    private static final Set<Statistic> SUMMARY = EnumSet.of(Statistic.MIN, Statistic.MAX, Statistic.MEAN,
            Statistic.STANDARD_DEVIATION);

    private final Map<String, List<Double>> scores = new LinkedHashMap<>();
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
                median(array(scores.get(key)))));
    }

    private void add(JsonNode result) {
        String name = result.get("benchmark").asText().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1.");
        StringJoiner parameters = new StringJoiner(", ", " | ", "");
        result.path("params").properties()
                .forEach(entry -> parameters.add(parameter(entry.getKey(), entry.getValue().asText())));
        String key = name + parameters;
        results.put(key, result);
        List<Double> values = scores.computeIfAbsent(key, _ -> new ArrayList<>());
        result.get("primaryMetric").get("rawData")
                .forEach(fork -> fork.forEach(value -> values.add(value.asDouble())));
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
        scores.forEach((key, list) -> {
            double[] values = array(list);
            DoubleStatistics statistics = DoubleStatistics.of(SUMMARY, values);
            System.out.printf(Locale.ROOT, "| %s | %s | %s – %s | %s ± %s | %s | %s |%n", key,
                    number(median(values)), number(statistics.getAsDouble(Statistic.MIN)),
                    number(statistics.getAsDouble(Statistic.MAX)), number(statistics.getAsDouble(Statistic.MEAN)),
                    number(error(statistics)),
                    results.get(key).get("primaryMetric").get("scoreUnit").asText().replace("/op", ""),
                    rates(results.get(key), median(values)));
        });
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double median(double[] values) {
        return Median.withDefaults().evaluate(values);
    }

    private static double error(DoubleStatistics values) {
        long n = values.getCount();
        return n < 2
                ? Double.NaN
                : TDistribution.of(n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2)
                        * values.getAsDouble(Statistic.STANDARD_DEVIATION) / Math.sqrt(n);
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
