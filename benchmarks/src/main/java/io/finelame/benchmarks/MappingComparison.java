package io.finelame.benchmarks;

import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/**
 * The same requests by several sources: how far what each recording charged lies from the first source. Requests are matched
 * by their peer's port, in the order in which they began.
 */
public final class MappingComparison {
    private static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

    /** @param cputime ns */
    private record Request(int port, long firstTs, long cputime) {}

    private MappingComparison() {}

    /** @param arguments what to compare with, a recording or the file of {@link OneByOne}; then recordings */
    public static void main(String[] arguments) throws IOException {
        Path baseline = Path.of(arguments[0]);
        List<Request> expected = Files.isDirectory(baseline) ? read(baseline) : readTruth(baseline);
        System.out.println(
                "| CPU time, against " + baseline.getFileName() + " | requests | matched | of all | within 10 %"
                        + " | within 25 % | ratio p1 | p5 | p25 | p50 | p75 | p95 | p99 |");
        System.out.println("| --- |" + " ---: |".repeat(5 + QUANTILES.length));
        for (String recording : List.of(arguments).subList(1, arguments.length)) {
            print(Path.of(recording), expected);
        }
    }

    private static void print(Path recording, List<Request> expected) {
        List<Request> found = read(recording);
        List<Request[]> pairs = match(expected, found);
        double[] ratios = pairs.stream().mapToDouble(pair -> (double) pair[1].cputime / Math.max(1, pair[0].cputime))
                .toArray();
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %s | %d | %d | %.3f | %.1f %% | %.1f %% |",
                recording.getFileName(), found.size(), pairs.size(), sum(pairs, 1) / sum(pairs, 0), within(ratios, 0.1),
                within(ratios, 0.25)));
        for (double ratio : Quantile.withDefaults().with(EstimationMethod.HF6).evaluate(ratios, QUANTILES)) {
            line.append(String.format(Locale.ROOT, " %.3f |", ratio));
        }
        System.out.println(line);
    }

    private static double sum(List<Request[]> pairs, int which) {
        return pairs.stream().mapToDouble(pair -> pair[which].cputime).sum();
    }

    private static double within(double[] ratios, double share) {
        return 100.0 * Arrays.stream(ratios).filter(ratio -> Math.abs(ratio - 1) <= share).count() / ratios.length;
    }

    private static List<Request[]> match(List<Request> first, List<Request> second) {
        Map<Integer, Deque<Request>> byPort = new HashMap<>();
        second.forEach(request -> byPort.computeIfAbsent(request.port, _ -> new ArrayDeque<>()).add(request));
        List<Request[]> pairs = new ArrayList<>();
        for (Request request : first) {
            Deque<Request> candidates = byPort.get(request.port);
            if (candidates != null && !candidates.isEmpty()) {
                pairs.add(new Request[]{request, candidates.poll()});
            }
        }
        return pairs;
    }

    private static List<Request> readTruth(Path file) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
            String[] fields = line.split(",");
            requests.add(new Request(Integer.parseInt(fields[0]), requests.size(), Long.parseLong(fields[1])));
        }
        return requests;
    }

    /** Those that came over TCP, by the time at which they began. */
    private static List<Request> read(Path recording) {
        Map<Long, Request> ended = new HashMap<>();
        Map<Long, Request> latest = new HashMap<>();
        try (RecordingReader reader = RecordingReader.open(recording)) {
            Layout layout = reader.header().layout();
            Layout.Field port = layout.field("sport").orElseThrow();
            Layout.Field began = layout.field("first_ts").orElseThrow();
            Layout.Field cputime = layout.field("cputime").orElseThrow();
            while (reader.next() instanceof Document document) {
                if (!(document instanceof Document.Snapshot snapshot)) {
                    continue;
                }
                for (int entry = 0; entry < snapshot.entries(); entry++) {
                    Request next = new Request((int) snapshot.read(entry, port), snapshot.read(entry, began),
                            snapshot.read(entry, cputime));
                    Request known = latest.put(snapshot.requestId(entry), next);
                    if (known != null && next.firstTs > known.firstTs) {
                        ended.merge(snapshot.requestId(entry), known, MappingComparison::sum);
                    }
                }
            }
        }
        latest.forEach((id, request) -> ended.merge(id, request, MappingComparison::sum));
        return ended.values().stream().filter(request -> request.port > 0)
                .sorted(Comparator.comparingLong(Request::firstTs)).toList();
    }

    /** A request that left the map and came back started from zero there. */
    private static Request sum(Request earlier, Request later) {
        return new Request(Math.max(earlier.port, later.port), Math.min(earlier.firstTs, later.firstTs),
                earlier.cputime + later.cputime);
    }
}
