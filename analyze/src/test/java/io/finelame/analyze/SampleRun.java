package io.finelame.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes run directories of a web server that three attacks visit: regular expressions that burn CPU, uploads that eat
 * memory, and clients that merely idle. {@code main} writes the sample that the tests read; the same seed gives the
 * same files.
 */
final class SampleRun {

    static final long ORIGIN_NS = 5_000_000_000_000L;

    private static final String[] FEATURES = {"REQ_CPUTIME", "REQ_MEM_MALLOC", "REQ_PGFLT", "REQ_IDLE_TIME",
            "REQ_TCP_SENT", "REQ_TCP_RCVD"};
    private static final int[] IN_MODEL = {0, 1, 2, 4};
    private static final double[][] KINDS = {{1.9e6, 42e3, 3, 1.1e6, 2.1e3, 310}, {8.2e6, 210e3, 14, 3.2e6, 38e3, 420},
            {31e6, 1.1e6, 61, 5.4e6, 410e3, 880}};
    private static final double[] KIND_SHARES = {0.6, 0.3, 0.1};
    private static final double UNIT = 65536;
    private static final long SNAPSHOT_NS = 50_000_000;

    private final Random random;
    private final String label;
    private final double trainSeconds;
    private final List<Request> train = new ArrayList<>();
    private final List<Request> test = new ArrayList<>();
    private double[] mean;
    private double[] std;
    private final double[][] centroids = new double[KINDS.length][IN_MODEL.length];
    private final double[] thresholds = new double[KINDS.length];
    private final int sigma;

    private record Request(long id, String address, long start, long end, double[] values) {

        double[] at(long ts) {
            double part = end == start ? 1 : Math.min(1, (double) (ts - start) / (end - start));
            return Arrays.stream(values).map(v -> Math.floor(v * part)).toArray();
        }
    }

    private record Detection(long ts, double cpuTime) {}

    private SampleRun(String label, int requests, double seconds, int sigma, long seed) {
        this.random = new Random(seed);
        this.label = label;
        this.sigma = sigma;
        this.trainSeconds = seconds / 4;
        for (int i = 0; i < requests; i++) {
            Request request = request(i + 1, seconds * i / requests);
            (request.start() <= ORIGIN_NS + trainSeconds * 1e9 ? train : test).add(request);
        }
        fit();
    }

    public static void main(String[] args) throws IOException {
        write(Path.of("../run/src/test/resources/demo"), "demo", 1200, 60, 3, 42);
    }

    /** Writes a run and, beside its files, labels.csv. */
    static void write(Path directory, String label, int requests, double seconds, int sigma, long seed)
            throws IOException {
        Files.createDirectories(directory);
        new SampleRun(label, requests, seconds, sigma, seed).write(directory);
    }

    private Request request(long id, double second) {
        long start = ORIGIN_NS + (long) (second * 1e9) + random.nextInt(1_000_000);
        double luck = random.nextDouble();
        boolean attacked = second > 2 * trainSeconds && second < 3.4 * trainSeconds;
        if (attacked && luck < 0.03) {
            return request(id, String.format("2001:db8:bad::%x", 1 + random.nextInt(400)), start, 2e9, 40,
                    new double[]{1, 0.2, 1, 0.5, 0.1, 1}, 1);
        }
        if (attacked && luck < 0.055) {
            return request(id, "203.0.113." + (1 + random.nextInt(250)), start, 0.8e9, 60,
                    new double[]{0.04, 1, 1.2, 0.5, 0.1, 30}, 1);
        }
        if (attacked && luck < 0.065) {
            return request(id, "203.0.113." + (1 + random.nextInt(250)), start, 4e9, 1,
                    new double[]{1, 1, 1, 900, 1, 1}, 0);
        }
        String address = luck > 0.99
                ? ""
                : luck > 0.96
                        ? "198.51.100.9"
                        : luck > 0.6
                                ? String.format("2001:db8:1::%x", 1 + random.nextInt(4000))
                                : "192.0.2." + (1 + random.nextInt(250));
        return request(id, address, start, 12e6, 1, new double[]{1, 1, 1, 1, 1, 1}, kind());
    }

    private Request request(long id, String address, long start, double duration, double strength, double[] part,
            int kind) {
        double vigour = strength * Math.exp(random.nextGaussian() * (strength > 1 ? 0.7 : 0));
        double[] values = new double[FEATURES.length];
        for (int f = 0; f < values.length; f++) {
            values[f] = Math
                    .floor(KINDS[kind][f] * part[f] * Math.max(1, vigour) * Math.exp(random.nextGaussian() * 0.35));
        }
        if (random.nextInt(12) == 0) {
            values[2] = 0;
        }
        return new Request(id, address, start, start + (long) (duration * Math.exp(random.nextGaussian() * 0.5)),
                values);
    }

    private int kind() {
        double luck = random.nextDouble();
        return luck < KIND_SHARES[0] ? 0 : luck < KIND_SHARES[0] + KIND_SHARES[1] ? 1 : 2;
    }

    private void fit() {
        int features = IN_MODEL.length;
        mean = new double[features];
        std = new double[features];
        for (int f = 0; f < features; f++) {
            int column = IN_MODEL[f];
            mean[f] = train.stream().mapToDouble(r -> r.values()[column]).average().orElseThrow();
            double m = mean[f];
            std[f] = Math
                    .sqrt(train.stream().mapToDouble(r -> Math.pow(r.values()[column] - m, 2)).average().orElseThrow());
            for (int j = 0; j < KINDS.length; j++) {
                centroids[j][f] = KINDS[j][column];
            }
        }
        for (int j = 0; j < KINDS.length; j++) {
            int cluster = j;
            double[] distances = train.stream().filter(r -> nearest(r.values()) == cluster)
                    .mapToDouble(r -> distance(r.values(), cluster)).toArray();
            double average = Arrays.stream(distances).average().orElse(0);
            double spread = Math
                    .sqrt(Arrays.stream(distances).map(d -> (d - average) * (d - average)).average().orElse(0));
            thresholds[j] = Math.floor(average + sigma * spread);
        }
    }

    private double distance(double[] values, int cluster) {
        double sum = 0;
        for (int f = 0; f < IN_MODEL.length; f++) {
            sum += Math.max(0, values[IN_MODEL[f]] - centroids[cluster][f]) / std[f];
        }
        return Math.floor(sum * UNIT);
    }

    /** The cluster of a request of a kind is told by its CPU time, which is enough for a sample. */
    private int nearest(double[] values) {
        return IntStream.range(0, KINDS.length).boxed()
                .min((a, b) -> Double.compare(Math.abs(Math.log1p(values[0]) - Math.log1p(centroids[a][0])),
                        Math.abs(Math.log1p(values[0]) - Math.log1p(centroids[b][0]))))
                .orElseThrow();
    }

    private double excess(double[] values) {
        return IntStream.range(0, KINDS.length).mapToDouble(j -> distance(values, j) / thresholds[j]).min()
                .orElseThrow();
    }

    private List<Long> snapshots(Request request) {
        List<Long> times = new ArrayList<>();
        for (long ts = request.start() + SNAPSHOT_NS; ts < request.end(); ts += SNAPSHOT_NS) {
            times.add(ts);
        }
        times.add(request.end());
        return times;
    }

    private Detection detection(Request request) {
        for (long ts : snapshots(request)) {
            double[] values = request.at(ts);
            if (excess(values) > 1) {
                return new Detection(ts, values[0]);
            }
        }
        return null;
    }

    private void write(Path directory) throws IOException {
        List<Detection> detections = test.stream().map(this::detection).toList();
        write(directory, "train", requestHeader(), train.stream().map(this::requestLine).toList());
        write(directory, "test", requestHeader(), test.stream().map(this::requestLine).toList());
        write(directory, "scores",
                "req_id,score,detection_ts,detection_cputime,last_ts,is_outlier,score_0,score_1,score_2",
                IntStream.range(0, test.size()).mapToObj(i -> scoreLine(test.get(i), detections.get(i))).toList());
        write(directory, "series", "req_id,ts," + String.join(",", FEATURES) + ",score,excess",
                seriesLines(detections));
        Files.writeString(directory.resolve("model.json"), modelJson());
        long flagged = detections.stream().filter(d -> d != null).count();
        Files.writeString(directory.resolve("run.json"), runJson(flagged));
        Files.writeString(directory.resolve("labels.csv"), labels());
    }

    private void write(Path directory, String name, String header, List<String> lines) throws IOException {
        Files.writeString(directory.resolve(name + "_" + label + ".csv"),
                header + "\n" + lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
    }

    private static String requestHeader() {
        return "req_id,origin_ip,origin_ts,completion_ts," + String.join(",", FEATURES) + ",cluster_label";
    }

    private String requestLine(Request r) {
        return r.id() + "," + r.address() + "," + r.start() + "," + r.end() + "," + whole(r.values()) + ","
                + nearest(r.values());
    }

    private String scoreLine(Request r, Detection d) {
        double[] distances = IntStream.range(0, KINDS.length).mapToDouble(j -> distance(r.values(), j)).toArray();
        return r.id() + "," + whole(Arrays.stream(distances).min().orElseThrow()) + "," + (d == null ? 0 : d.ts()) + ","
                + (d == null ? "0" : whole(d.cpuTime())) + "," + r.end() + "," + (d == null ? 0 : 1) + ","
                + whole(distances);
    }

    private List<String> seriesLines(List<Detection> detections) {
        List<String> lines = new ArrayList<>();
        int others = 0;
        for (int i = 0; i < test.size(); i++) {
            if (detections.get(i) == null && ++others % (1 + test.size() / 50) != 0) {
                continue;
            }
            Request r = test.get(i);
            for (long ts : snapshots(r)) {
                double[] values = r.at(ts);
                double score = IntStream.range(0, KINDS.length).mapToDouble(j -> distance(values, j)).min()
                        .orElseThrow();
                lines.add(r.id() + "," + ts + "," + whole(values) + "," + whole(score) + ","
                        + String.format(Locale.ROOT, "%.6f", excess(values)));
            }
        }
        return lines;
    }

    private static String whole(double... values) {
        return Arrays.stream(values).mapToObj(v -> Long.toString((long) v)).collect(Collectors.joining(","));
    }

    private String modelJson() {
        String features = Arrays.stream(IN_MODEL).mapToObj(f -> "\"" + FEATURES[f] + "\"")
                .collect(Collectors.joining(", "));
        long[] sizes = new long[KINDS.length];
        train.forEach(r -> sizes[nearest(r.values())]++);
        return """
               {
                 "format": 1, "scoring": "l1", "k": %d, "features": [%s], "train_time": %s, "train_requests": %d,
                 "threshold_rule": "sigma:%s", "unit": 65536, "mean": %s, "std": %s, "centroids": %s,
                 "thresholds": %s, "cluster_sizes": %s, "inertia": 412.7, "fixed_point": {"shift": 16}
               }
               """.formatted(KINDS.length, features, trainSeconds, train.size(), sigma, Arrays.toString(mean),
                Arrays.toString(std), Arrays.deepToString(centroids), Arrays.toString(thresholds),
                Arrays.toString(sizes));
    }

    private String runJson(long flagged) {
        return """
               {
                 "format": 1, "tool_version": "0.1.0", "label": "%s", "seed": 42,
                 "recordings": [{"path": "recordings/%s", "sha256": "%s", "label": "%s", "host": "web1",
                   "kernel": "6.18.1", "ended": true, "snapshots": %d, "entries": %d, "lost": 0, "duration_s": %s,
                   "missing_features": ["REQ_CACHE_MISSES", "REQ_CACHE_REFS"],
                   "probes": [{"event": "uv_accept", "program": "new_assoc_2", "attached_as": "uprobe", "note": ""},
                     {"event": "uv__read", "program": "map_tid_to_rid_1", "attached_as": "uprobe", "note": ""},
                     {"event": "uv__write", "program": "map_tid_to_rid_1", "attached_as": "uprobe", "note": ""},
                     {"event": "finish_task_switch", "program": "sched_switch", "attached_as": "tp_btf/sched_switch",
                       "note": "this kernel has no kprobes"},
                     {"event": "tcp_sendmsg", "program": "probe_tcp_sendmsg", "attached_as": "sock_send_length",
                       "note": "this kernel has no kprobes"}],
                   "clock": {"monotonic_ns": %d, "realtime_ns": 1790000000000000000}, "origin_ns": %d}],
                 "configuration": {"k": 3, "features": ["REQ_CPUTIME", "REQ_MEM_MALLOC", "REQ_PGFLT", "REQ_TCP_SENT"],
                   "train_time": %s, "scoring": "l1", "threshold": "sigma:%s", "clean_percentile": 99.99},
                 "counts": {"requests": %d, "train": %d, "cleaned": 3, "test": %d, "flagged": %d, "ignored": 0}
               }
               """.formatted(label, label, "0123456789abcdef".repeat(4), label, (long) (trainSeconds * 80),
                4L * (train.size() + test.size()), trainSeconds * 4, ORIGIN_NS, ORIGIN_NS, trainSeconds, sigma,
                train.size() + test.size() + 3, train.size(), test.size(), flagged);
    }

    private String labels() {
        String idle = test.stream().filter(r -> r.address().startsWith("203.") && r.values()[3] > 4.5e8)
                .map(r -> "idle-clients," + r.id() + ",,,\n").collect(Collectors.joining());
        return "label,req_id,origin_ip,from_ts,to_ts\n" + idle + "regex,,2001:db8:bad::/48," + ORIGIN_NS + ",\n"
                + "big-upload,,203.0.113.0/24,,\n" + "legitimate,,192.0.2.0/24,,\n" + "legitimate,,2001:db8:1::/48,,\n";
    }
}
