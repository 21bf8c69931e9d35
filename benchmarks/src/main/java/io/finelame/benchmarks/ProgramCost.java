package io.finelame.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Medians of what update-cost.sh measured: lines of mode, round, program, runs, nanoseconds. */
public final class ProgramCost {
    private static final String BASE = "monitoring";

    private ProgramCost() {}

    /** @param arguments the measurements' file; how many requests each of them saw */
    public static void main(String[] arguments) throws IOException {
        Map<String, Map<String, List<Double>>> perRun = new TreeMap<>();
        Map<String, Map<String, Double>> perRound = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] columns = line.split(",");
            double runs = Double.parseDouble(columns[3]);
            double nanoseconds = Double.parseDouble(columns[4]);
            perRun.computeIfAbsent(columns[2], _ -> new LinkedHashMap<>())
                    .computeIfAbsent(columns[0], _ -> new ArrayList<>()).add(nanoseconds / runs);
            perRound.computeIfAbsent(columns[0], _ -> new LinkedHashMap<>()).merge(columns[1], nanoseconds,
                    Double::sum);
        }
        print(perRun, perRound, Double.parseDouble(arguments[1]));
    }

    private static void print(Map<String, Map<String, List<Double>>> perRun,
            Map<String, Map<String, Double>> perRound, double requests) {
        System.out.println("| ns per run (median) | " + String.join(" | ", perRound.keySet()) + " |");
        System.out.println("| --- |" + " ---: |".repeat(perRound.size()));
        perRun.forEach((program, byMode) -> row(program, perRound.keySet().stream()
                .map(mode -> median(byMode.getOrDefault(mode, List.of(Double.NaN)))).toList(), "%.0f"));
        List<Double> perRequest = perRound.values().stream()
                .map(rounds -> median(new ArrayList<>(rounds.values())) / requests / 1000).toList();
        row("all, µs per request", perRequest, "%.1f");
        double base = perRequest.get(new ArrayList<>(perRound.keySet()).indexOf(BASE));
        row("ratio", perRequest.stream().map(value -> value / base).toList(), "%.2f");
    }

    private static void row(String name, List<Double> values, String format) {
        System.out.println("| " + name + " | "
                + String.join(" | ", values.stream().map(value -> String.format(Locale.ROOT, format, value)).toList())
                + " |");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
