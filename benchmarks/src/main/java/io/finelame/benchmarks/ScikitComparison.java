package io.finelame.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A run's model against what scikit-learn and numpy make of the same training set from the same centroids: mean, std,
 * centroids, inertia, thresholds, fixed point and verdicts. Thresholds come from the detector's integers, which are truncated, and
 * in the published agent from real numbers: they may differ by one unit for each feature, and requests between the two be flagged
 * by one of them alone.
 */
public final class ScikitComparison {
    private static final double TOLERANCE = 1e-9;
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode ours;
    private final JsonNode theirs;
    private double largest;

    private ScikitComparison(JsonNode ours, JsonNode theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** @param arguments {@code centroids RUN FILE.csv}: writes the starting centroids; {@code compare RUN FILE.json} */
    public static void main(String[] arguments) throws IOException {
        Path run = Path.of(arguments[1]);
        JsonNode model = JSON.readTree(run.resolve("model.json").toFile());
        if (arguments[0].equals("centroids")) {
            Files.write(Path.of(arguments[2]), standardised(model).stream()
                    .map(row -> String.join(",", Arrays.stream(row).mapToObj(Double::toString).toList())).toList());
            return;
        }
        ScikitComparison comparison = new ScikitComparison(model, JSON.readTree(Path.of(arguments[2]).toFile()));
        boolean same = comparison.compare(run);
        System.out.printf(Locale.ROOT, "%s: largest relative difference %.1e%n", same ? "equal" : "DIFFERENT",
                comparison.largest);
        System.exit(same ? 0 : 1);
    }

    private static List<double[]> standardised(JsonNode model) {
        List<double[]> rows = new ArrayList<>();
        for (JsonNode centroid : model.get("centroids")) {
            double[] row = new double[centroid.size()];
            for (int f = 0; f < row.length; f++) {
                double std = model.get("std").get(f).asDouble();
                row[f] = (centroid.get(f).asDouble() - model.get("mean").get(f).asDouble()) / (std == 0 ? 1 : std);
            }
            rows.add(row);
        }
        return rows;
    }

    private boolean compare(Path run) throws IOException {
        boolean same = within(ours.get("inertia"), theirs.get("inertia")) & all(ours.get("mean"), theirs.get("mean"))
                & all(ours.get("std"), theirs.get("std"));
        List<double[]> centroids = standardised(ours);
        for (int j = 0; j < centroids.size(); j++) {
            for (int f = 0; f < centroids.get(j).length; f++) {
                same &= within(centroids.get(j)[f], theirs.get("centroids").get(j).get(f).asDouble());
            }
        }
        JsonNode fixed = ours.get("fixed_point");
        same &= thresholds(ours.get("features").size());
        same &= exactly("centroid_l1s", fixed.get("centroid_l1s"), theirs.get("centroid_l1"));
        same &= fixed.get("centroid_offset").asLong() == theirs.get("offset").asLong();
        int[] verdicts = verdicts(run);
        System.out.printf(Locale.ROOT, "flagged %d and %d, attacks among them %d and %d%n", verdicts[0],
                theirs.get("flagged").asInt(), verdicts[1], theirs.get("true_positives").asInt());
        return same && verdicts[1] == theirs.get("true_positives").asInt();
    }

    private boolean thresholds(int units) {
        boolean same = true;
        for (int j = 0; j < ours.get("thresholds").size(); j++) {
            long one = ours.get("thresholds").get(j).asLong();
            long other = theirs.get("thresholds").get(j).asLong();
            if (Math.abs(one - other) > units) {
                System.out.println("threshold of cluster " + j + ": " + one + " and " + other);
                same = false;
            }
        }
        return same;
    }

    private boolean all(JsonNode a, JsonNode b) {
        boolean same = a.size() == b.size();
        for (int i = 0; i < a.size() && same; i++) {
            same = within(a.get(i), b.get(i));
        }
        return same;
    }

    private boolean within(JsonNode a, JsonNode b) {
        return within(a.asDouble(), b.asDouble());
    }

    private boolean within(double a, double b) {
        double difference = Math.abs(a - b) / Math.max(1e-3, Math.max(Math.abs(a), Math.abs(b)));
        largest = Math.max(largest, difference);
        return difference <= TOLERANCE;
    }

    private static boolean exactly(String name, JsonNode a, JsonNode b) {
        if (!a.equals(b) && !a.toString().equals(b.toString())) {
            System.out.println(name + ": " + a + " and " + b);
            return false;
        }
        return true;
    }

    /** Flagged requests, and attacks (from 127.0.0.66) among them. */
    private static int[] verdicts(Path run) throws IOException {
        Set<String> attacks = new HashSet<>();
        for (String line : Files.readAllLines(file(run, "test_"))) {
            String[] cells = line.split(",");
            if (cells[1].equals("127.0.0.66")) {
                attacks.add(cells[0]);
            }
        }
        int flagged = 0;
        int hits = 0;
        for (String line : Files.readAllLines(file(run, "scores_"))) {
            String[] cells = line.split(",");
            if (cells[5].equals("1")) {
                flagged++;
                hits += attacks.contains(cells[0]) ? 1 : 0;
            }
        }
        return new int[]{flagged, hits};
    }

    private static Path file(Path run, String prefix) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(run, prefix + "*.csv")) {
            return found.iterator().next();
        }
    }
}
