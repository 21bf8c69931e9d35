package io.finelame.benchmarks;

import com.carrotsearch.hppc.LongHashSet;
import io.finelame.recording.Document;
import io.finelame.recording.Loss;
import io.finelame.recording.RecordingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Evaluates the samples of soak.sh. Memory is flat unless a straight line through the last two thirds of its samples rises
 * by more than {@link #GROWTH} of its mean, with a slope that chance explains in less than {@link #CHANCE} of the cases.
 * Snapshots don't drift unless the mean interval is off by more than {@link #DRIFT}, or grows by as much from the first
 * third to the last. Nothing may be lost, but that an update is counted without being scored, which is reported.
 */
public final class SoakVerdict {
    private static final double GROWTH = 0.1;
    private static final double CHANCE = 0.01;
    private static final double DRIFT = 0.05;
    private static final int COLUMNS = 4;
    private static final double PLOTTED_S = 10;

    private final List<String> problems = new ArrayList<>();

    private SoakVerdict() {}

    /** @param arguments the samples, the recording, how many requests were answered, the CSV file of intervals to write */
    public static void main(String[] arguments) throws IOException {
        SoakVerdict verdict = new SoakVerdict();
        verdict.checkMemory(Files.readAllLines(Path.of(arguments[0])));
        verdict.checkRecording(Path.of(arguments[1]), Long.parseLong(arguments[2]), Path.of(arguments[3]));
        verdict.problems.forEach(problem -> System.out.println("FAILED: " + problem));
        System.exit(verdict.problems.isEmpty() ? 0 : 1);
    }

    private void checkMemory(List<String> lines) {
        String[] names = lines.getFirst().split(",");
        List<double[]> samples = lines.stream().skip(1).map(SoakVerdict::numbers).toList();
        List<double[]> settled = samples.subList(samples.size() / 3, samples.size());
        for (int column = 1; column <= COLUMNS; column++) {
            checkFlat(names[column], settled, column);
        }
        double[] first = settled.getFirst();
        double[] last = settled.getLast();
        System.out.printf(Locale.ROOT, "recorder: %.2f ticks of CPU time per second%n",
                (last[COLUMNS + 1] - first[COLUMNS + 1]) / (last[0] - first[0]));
    }

    private static double[] numbers(String line) {
        String[] fields = line.split(",");
        double[] numbers = new double[fields.length];
        for (int i = 0; i < fields.length; i++) {
            numbers[i] = Double.parseDouble(fields[i]);
        }
        return numbers;
    }

    private void checkFlat(String name, List<double[]> samples, int column) {
        double[] times = samples.stream().mapToDouble(sample -> sample[0]).toArray();
        double[] values = samples.stream().mapToDouble(sample -> sample[column]).toArray();
        double mean = mean(values);
        double slope = products(times, values) / products(times, times);
        double growth = slope * (samples.getLast()[0] - samples.getFirst()[0]) / mean;
        double chance = slope == 0 ? 1 : chance(times, values, slope);
        System.out.printf(Locale.ROOT, "%s: mean %,.0f, %+.1f %% in %.0f s (p = %.3f)%n", name, mean, 100 * growth,
                samples.getLast()[0] - samples.getFirst()[0], chance);
        require(growth <= GROWTH || chance >= CHANCE, name + " grows");
    }

    /** Of a slope that is at least as steep where there is none: the t test of a straight line by least squares. */
    private static double chance(double[] times, double[] values, double slope) {
        int freedom = times.length - 2;
        double unexplained = Math.max(0, products(values, values) - slope * products(times, values));
        double error = Math.sqrt(unexplained / freedom / products(times, times));
        return 2 * TDistribution.of(freedom).survivalProbability(Math.abs(slope) / error);
    }

    /** The sum of products of what the values differ from their means. */
    private static double products(double[] a, double[] b) {
        double meanOfA = mean(a);
        double meanOfB = mean(b);
        return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - meanOfA) * (b[i] - meanOfB)).sum();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private void checkRecording(Path recording, long answered, Path intervals)
            throws IOException {
        LongHashSet requests = new LongHashSet();
        List<Long> times = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(recording)) {
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int entry = 0; entry < snapshot.entries(); entry++) {
                        requests.add(snapshot.requestId(entry));
                    }
                    if (snapshot.part() == 0) {
                        times.add(snapshot.monotonicNs());
                    }
                }
            }
            RecordingReader.Health health = reader.health();
            require(health.endedInOrder() && health.damage().isEmpty(), "the recording is not whole");
            System.out.printf(Locale.ROOT, "requests: %,d answered, %,d in the recording%n", answered, requests.size());
            for (Loss kind : Loss.values()) {
                long lost = health.losses()[kind.ordinal()];
                if (lost > 0) {
                    System.out.printf(Locale.ROOT, "lost: %,d %s%n", lost, kind.meaning());
                }
                require(lost == 0 || kind == Loss.SCORES, lost + " " + kind.meaning());
            }
            require(requests.size() == answered, "requests answered and recorded differ");
            checkInterval(times, reader.header().snapshotIntervalMs());
        }
        writeIntervals(times, intervals);
    }

    private void checkInterval(List<Long> times, double expected) {
        // The last snapshot is taken when recording ends, whenever that is.
        int third = (times.size() - 1) / 3;
        double first = mean(times, 0, third);
        double last = mean(times, 2 * third, times.size() - 2);
        double all = mean(times, 0, times.size() - 2);
        System.out.printf(Locale.ROOT, "snapshot interval: mean %.2f ms, first third %.2f ms, last third %.2f ms%n",
                all,
                first, last);
        require(Math.abs(all / expected - 1) <= DRIFT, "snapshots come every %.1f ms".formatted(all));
        require(last / first - 1 <= DRIFT, "snapshots come later and later");
    }

    /** ms */
    private static double mean(List<Long> times, int from, int to) {
        return (times.get(to) - times.get(from)) / 1e6 / (to - from);
    }

    private static void writeIntervals(List<Long> times, Path file) throws IOException {
        try (PrintWriter out = new PrintWriter(file.toFile(), StandardCharsets.UTF_8)) {
            out.println("seconds,mean_ms,most_ms");
            int from = 0;
            double most = 0;
            for (int i = 1; i < times.size() - 1; i++) {
                most = Math.max(most, (times.get(i) - times.get(i - 1)) / 1e6);
                if (times.get(i) - times.get(from) >= PLOTTED_S * 1e9) {
                    out.printf(Locale.ROOT, "%.1f,%.3f,%.3f%n", (times.get(i) - times.getFirst()) / 1e9,
                            mean(times, from, i), most);
                    from = i;
                    most = 0;
                }
            }
        }
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }
}
