package io.finelame.benchmarks.replay;

import io.finelame.record.config.Configuration;
import io.finelame.replay.clustering.Clusterer;
import io.finelame.replay.clustering.Clusters;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.training.FeatureScale;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;

/**
 * Time and inertia of our K-means and of Smile's with the default restarts and seed, and of Smile's with ten times the restarts,
 * alternating: on the training sets of recordings, standardised as a replay would, and on rows that are drawn. A Markdown table.
 */
public final class ClustererComparison {
    private static final int[] K = {3, 5, 10};
    private static final int DRAWN_FEATURES = 5;
    private static final int DRAWN_GROUPS = 8;
    private static final String RATIOS = "time, smile / own | inertia, smile / own | time, 100 starts | inertia, 100 starts |";
    /** More rows than these would take too long from many starts. */
    private static final int MOST_ROWS_FOR_MANY = 100_000;
    private static final List<Contender> CONTENDERS = List.of(
            new Contender(Clusterer.OWN, ModelParameters.DEFAULT_RESTARTS),
            new Contender(Clusterer.SMILE, ModelParameters.DEFAULT_RESTARTS),
            new Contender(Clusterer.SMILE, 10 * ModelParameters.DEFAULT_RESTARTS));

    private final int rounds;
    private final List<Line> ratios = new ArrayList<>();

    private record Contender(Clusterer clusterer, int restarts) {}

    /** @param ratios of time and inertia to ours, of Smile from as many starts, then from ten times as many */
    private record Line(int k, double[] ratios) {}

    /** @param seconds [rounds] */
    private record Measured(double[] seconds, double inertia) {
        double median() {
            return Median.withDefaults().evaluate(seconds);
        }

        /** Of time and of inertia. */
        DoubleStream against(Measured other) {
            return DoubleStream.of(median() / other.median(), inertia / other.inertia);
        }

        String milliseconds() {
            return "%s (%s – %s)".formatted(number(median() * 1e3),
                    number(Arrays.stream(seconds).min().orElseThrow() * 1e3),
                    number(Arrays.stream(seconds).max().orElseThrow() * 1e3));
        }
    }

    private ClustererComparison(int rounds) {
        this.rounds = rounds;
    }

    /** @param arguments how many rounds, how many rows to draw (0: none), then recordings */
    public static void main(String[] arguments) throws Exception {
        ClustererComparison comparison = new ClustererComparison(Integer.parseInt(arguments[0]));
        int drawn = Integer.parseInt(arguments[1]);
        List<Path> recordings = Arrays.stream(arguments).skip(2).map(Path::of)
                .sorted(Comparator.comparing(ClustererComparison::name)).toList();
        for (Path recording : recordings) {
            comparison.measure(name(recording), trainingRows(recording), false);
        }
        System.out.println("| rows of | rows | features | k | own, ms | smile, ms | " + RATIOS);
        System.out.println("| --- |" + " ---: |".repeat(9));
        for (Path recording : recordings) {
            comparison.measure(name(recording), trainingRows(recording), true);
        }
        if (drawn > 0) {
            comparison.measure("drawn", drawnRows(drawn), true);
        }
        comparison.printByK();
    }

    /** Medians, least and most. */
    private void printByK() {
        System.out.println("\n| k | lines | " + RATIOS);
        System.out.println("| ---: | ---: |" + " ---: |".repeat(4));
        for (int k : K) {
            List<double[]> its = ratios.stream().filter(line -> line.k == k).map(Line::ratios).toList();
            StringJoiner cells = new StringJoiner(" | ");
            for (int i = 0; i < 4; i++) {
                int column = i;
                double[] values = its.stream().filter(line -> line.length > column).mapToDouble(line -> line[column])
                        .toArray();
                cells.add("%s (%s – %s)".formatted(ratio(Median.withDefaults().evaluate(values)),
                        ratio(Arrays.stream(values).min().orElse(Double.NaN)),
                        ratio(Arrays.stream(values).max().orElse(Double.NaN))));
            }
            System.out.printf(Locale.ROOT, "| %d | %d | %s |%n", k, its.size(), cells);
        }
    }

    /** datasets/NAME/recording, or NAME/recordings/NAME of the suite. */
    private static String name(Path recording) {
        return recording.endsWith("recording")
                ? recording.getParent().getFileName().toString()
                : recording.getFileName().toString();
    }

    private static double[][] trainingRows(Path directory) throws Exception {
        RecordedRequests recorded = RecordedRequests.read(directory, false, true);
        Configuration.ModelParameters configured = Configuration.of(recorded.header()).model();
        ModelParameters parameters = ModelParameters.of(configured,
                ModelParameters.recordedFeatures(recorded.header(), configured), recorded.header().trainTime());
        double[][] values = TrainingSet
                .of(recorded.table(), recorded.header().clock().monotonicNs(), parameters).values();
        return FeatureScale.of(parameters.options().scale(), parameters.features(), values).standardised(values);
    }

    /** Groups of different size and width. */
    private static double[][] drawnRows(int count) {
        Random random = new Random(1);
        double[][] centres = IntStream.range(0, DRAWN_GROUPS)
                .mapToObj(_ -> random.doubles(DRAWN_FEATURES, -3, 3).toArray()).toArray(double[][]::new);
        double[] widths = random.doubles(DRAWN_GROUPS, 0.1, 1).toArray();
        double[][] rows = new double[count][DRAWN_FEATURES];
        for (double[] row : rows) {
            int group = Math.min(random.nextInt(DRAWN_GROUPS), random.nextInt(DRAWN_GROUPS));
            Arrays.setAll(row, f -> centres[group][f] + widths[group] * random.nextGaussian());
        }
        return rows;
    }

    private void measure(String name, double[][] rows, boolean print) {
        long distinct = Arrays.stream(rows).map(Arrays::toString).distinct().limit(K[K.length - 1]).count();
        for (int k : K) {
            if (k <= distinct) {
                List<Measured> all = measure(rows, k);
                Measured own = all.getFirst();
                if (print) {
                    double[] against = all.stream().skip(1).flatMapToDouble(its -> its.against(own)).toArray();
                    ratios.add(new Line(k, against));
                    System.out.printf(Locale.ROOT, "| %s | %,d | %d | %d | %s | %s | %s |%s%n", name, rows.length,
                            rows[0].length, k, own.milliseconds(), all.get(1).milliseconds(),
                            Arrays.stream(against).mapToObj(ClustererComparison::ratio)
                                    .collect(Collectors.joining(" | ")),
                            against.length == 2 ? " | |" : "");
                }
            }
        }
    }

    private List<Measured> measure(double[][] rows, int k) {
        List<Contender> contenders = CONTENDERS.subList(0, rows.length > MOST_ROWS_FOR_MANY ? 2 : CONTENDERS.size());
        double[][] seconds = new double[contenders.size()][rounds];
        double[] inertia = new double[contenders.size()];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender its = contenders.get(i);
                long began = System.nanoTime();
                double[][] centroids = its.clusterer.on(rows, its.restarts, ModelParameters.DEFAULT_SEED).apply(k);
                seconds[i][round] = (System.nanoTime() - began) / 1e9;
                inertia[i] = Clusters.of(centroids, rows).inertia();
            }
        }
        return IntStream.range(0, contenders.size()).mapToObj(i -> new Measured(seconds[i], inertia[i])).toList();
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String number(double value) {
        int digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
