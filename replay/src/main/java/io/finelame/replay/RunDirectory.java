package io.finelame.replay;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.record.RecordingHeader;
import io.finelame.record.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes a run directory, docs/run-directory.md: beside its place first, then moved there whole. */
final class RunDirectory {
    private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    /** Lives of requests that were not flagged. */
    private static final int SAMPLED_LIVES = 50;

    private final RecordedRequests recorded;
    private final Replay replay;
    private final ModelParameters parameters;
    private final String label;
    private final RunOrigin origin;
    private final LeftOut leftOut;
    private final Path target;

    private RunDirectory(RecordedRequests recorded, Replay replay, ModelParameters parameters, LeftOut leftOut,
            RunOrigin origin, Path target) {
        this.leftOut = leftOut;
        this.origin = origin;
        this.recorded = recorded;
        this.replay = replay;
        this.parameters = parameters;
        this.label = recorded.header().label();
        this.target = target;
    }

    /** With all requests of the recording. */
    static void write(Path directory, RecordedRequests recorded, Replay replay, ModelParameters parameters,
            RunOrigin origin) throws IOException {
        write(directory, recorded, replay, parameters, LeftOut.of(recorded, LeaveOut.NOTHING), origin);
    }

    /**
     * @param leftOut of the recording, that what was replayed lacks
     * @throws FileAlreadyExistsException where {@code directory} exists
     */
    static void write(Path directory, RecordedRequests recorded, Replay replay, ModelParameters parameters,
            LeftOut leftOut, RunOrigin origin) throws IOException {
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        Path parent = directory.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path beside = Files.createTempDirectory(parent, ".run");
        try {
            new RunDirectory(recorded, replay, parameters, leftOut, origin, beside).writeAll();
            Files.move(beside, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try (Stream<Path> files = Files.list(beside)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(beside);
            if (e instanceof IOException failed && !(e instanceof FileSystemException)) {
                throw new IOException(directory + ": " + failed.getMessage(), failed);
            }
            throw e;
        }
    }

    private void writeAll() throws IOException {
        int[] last = Arrays.stream(replay.testRows()).map(replay.table()::last).toArray();
        atOnce(List.of(() -> writeRequests("test", replay.testRows(), last),
                () -> writeRequests("train", replay.training().rows(), replay.training().pointOf()), this::writeSeries,
                this::writeScores, () -> JSON.writeValue(target.resolve("run.json").toFile(), run()),
                this::writeModelTables));
        if (!leftOut.rows().isEmpty()) {
            csv("left_out", LeftOutFile.columns(leftOut), printer -> printer.printRecords(LeftOutFile.lines(leftOut)));
        }
        if (ShareFile.isWorthwhile(recorded.cpu().shares())) {
            csv("shares", ShareFile.COLUMNS, this::printShares);
        }
        Files.writeString(file("fl_cfg", "yml"), recorded.header().configuration());
        Files.writeString(target.resolve("model.json"), ModelFile.text(replay.model()));
        if (origin.detections().isPresent()) {
            Files.copy(origin.detections().get(), file("detections", "jsonl"));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** On all processors: of a small recording's replay, writing is a quarter. */
    private static void atOnce(List<Step> steps) throws IOException {
        try {
            steps.parallelStream().forEach(step -> {
                try {
                    step.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path file(String name, String extension) {
        return target.resolve(name + "_" + label + "." + extension);
    }

    private interface Rows {
        void print(CSVPrinter printer) throws IOException;
    }

    private void csv(String name, List<String> columns, Rows rows) throws IOException {
        try (CSVPrinter printer = new CSVPrinter(Files.newBufferedWriter(file(name, "csv")), CSV)) {
            printer.printRecord(columns);
            rows.print(printer);
        }
    }

    private static List<String> columns(List<String> before, List<String> features, String... after) {
        List<String> columns = new ArrayList<>(before);
        columns.addAll(features);
        columns.addAll(List.of(after));
        return columns;
    }

    private void writeRequests(String name, int[] rows, int[] points) throws IOException {
        RequestTable table = replay.table();
        int[] modelColumns = parameters.features().stream().mapToInt(table::column).toArray();
        List<String> before = List.of("req_id", "origin_ip", "origin_ts", "completion_ts");
        csv(name, columns(before, table.features(), "cluster_label"), printer -> {
            for (int i = 0; i < rows.length; i++) {
                int point = points[i];
                printer.print(Long.toUnsignedString(table.ids()[rows[i]]));
                printer.print(table.origins()[rows[i]]);
                printer.print(table.firstTs().get(rows[i]));
                printer.print(table.pointTs().get(point));
                for (LongColumn values : table.points()) {
                    printer.print(values.get(point));
                }
                printer.print(replay.model().clusterOf(Arrays.stream(modelColumns)
                        .mapToDouble(column -> table.value(column, point)).toArray()));
                printer.println();
            }
        });
    }

    private void writeScores() throws IOException {
        RequestTable table = replay.table();
        List<String> columns = columns(List.of("req_id", "score", "detection_ts", "detection_cputime", "last_ts",
                "is_outlier"), IntStream.range(0, parameters.k()).mapToObj(j -> "score_" + j).toList());
        csv("scores", columns, printer -> {
            for (int i = 0; i < replay.testRows().length; i++) {
                Verdict verdict = replay.verdicts().get(i);
                int row = replay.testRows()[i];
                printer.print(Long.toUnsignedString(table.ids()[row]));
                printer.print(verdict.distances()[verdict.nearest()]);
                printer.print(verdict.detectionTs());
                printer.print(verdict.detectionCputime());
                printer.print(table.pointTs().get(table.last(row)));
                printer.print(verdict.flagged() ? 1 : 0);
                for (long distance : verdict.distances()) {
                    printer.print(distance);
                }
                printer.println();
            }
        });
    }

    private void writeSeries() throws IOException {
        RequestTable table = replay.table();
        Set<Integer> chosen = new TreeSet<>();
        IntStream.range(0, replay.testRows().length).filter(i -> replay.verdicts().get(i).flagged())
                .forEach(chosen::add);
        new Random(parameters.seed()).ints(SAMPLED_LIVES, 0, Math.max(1, replay.testRows().length))
                .filter(i -> i < replay.testRows().length).forEach(chosen::add);
        csv("series", columns(List.of("req_id", "ts"), table.features(), "score", "excess"), printer -> {
            for (int i : chosen) {
                int row = replay.testRows()[i];
                Verdict verdict = replay.verdicts().get(i);
                Verdict.Life life = verdict.life(table, row);
                int from = table.seriesStart()[row];
                for (int point = from; point < table.seriesStart()[row + 1]; point++) {
                    printer.print(Long.toUnsignedString(table.ids()[row]));
                    printer.print(table.pointTs().get(point));
                    for (LongColumn values : table.points()) {
                        printer.print(values.get(point));
                    }
                    printer.print(life.scores()[point - from]);
                    printer.print(life.excess()[point - from]);
                    printer.println();
                }
            }
        });
    }

    private void printShares(CSVPrinter printer) throws IOException {
        for (int row : replay.testRows()) {
            printer.printRecords(ShareFile.lines(recorded.cpu().shares(), replay.table().ids()[row]));
        }
    }

    private void writeModelTables() throws IOException {
        Model model = replay.model();
        long[] l1s = centroidL1s();
        csv("clusters", List.of("l1", "threshold"), printer -> {
            for (int j = 0; j < model.k(); j++) {
                printer.printRecord(l1s[j], model.thresholds()[j]);
            }
        });
        csv("normalization", List.of("feature", "mean", "std"), printer -> {
            for (int f = 0; f < model.features().size(); f++) {
                printer.printRecord(model.features().get(f), model.mean()[f], model.std()[f]);
            }
        });
        csv("model_params", List.of("k", "features", "train_time", "scoring", "threshold"),
                printer -> printer.printRecord(model.k(), String.join(" ", model.features()), model.trainTime(),
                        model.scoring(), model.thresholdRule()));
    }

    /** [k]: the sum of a centroid's standardised coordinates, in the model's units. */
    private long[] centroidL1s() {
        Model model = replay.model();
        return Arrays.stream(model.centroids()).mapToLong(centroid -> {
            double sum = 0;
            for (int f = 0; f < centroid.length; f++) {
                sum += (centroid[f] - model.mean()[f]) / (model.std()[f] == 0 ? 1 : model.std()[f]);
            }
            return (long) (sum * model.unit());
        }).toArray();
    }

    private Map<String, Object> run() throws IOException {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("format", 1);
        run.put("tool_version", Version.TEXT);
        run.put("label", label);
        run.put("seed", parameters.seed());
        run.put("scored_by", origin.scoredBy());
        if (origin.model().isPresent()) {
            Path file = origin.model().get();
            run.put("model", new TreeMap<>(Map.of("path", file.toString(), "sha256", Checksum.of(file))));
        }
        run.put("recordings", List.of(recording()));
        run.put("configuration", configuration());
        run.put("counts", counts());
        return run;
    }

    private Map<String, Object> recording() throws IOException {
        RecordingHeader header = recorded.header();
        Map<String, Object> recording = new LinkedHashMap<>();
        recording.put("path", recorded.directory().toString());
        recording.put("sha256", Checksum.ofRecording(recorded.directory()));
        recording.put("label", header.label());
        recording.put("host", header.host());
        recording.put("kernel", header.kernel());
        recording.put("fidelity", header.fidelity());
        recording.put("ended", recorded.health().endedInOrder());
        recording.put("snapshots", recorded.health().snapshots());
        recording.put("entries", recorded.health().entries());
        recording.put("lost", recorded.health().lost());
        recording.put("duration_s", recorded.seconds());
        recorded.cpu().total().ifPresent(total -> {
            Map<String, Object> cpuTime = new LinkedHashMap<>();
            cpuTime.put("used_ns", total.usedNs());
            cpuTime.put("charged_ns", total.chargedNs());
            recording.put("cpu_time", cpuTime);
        });
        recording.put("missing_features", header.missingFeatures());
        recording.put("probes", header.probes().stream().map(probe -> Map.of("event", probe.event(), "program",
                probe.program(), "attached_as", probe.attachedAs(), "note", probe.note())).map(TreeMap::new)
                .toList());
        Map<String, Object> clock = new LinkedHashMap<>();
        clock.put("monotonic_ns", header.clock().monotonicNs());
        clock.put("realtime_ns", header.clock().realtimeNs());
        recording.put("clock", clock);
        recording.put("origin_ns", header.clock().monotonicNs());
        return recording;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("k", parameters.k());
        configuration.put("features", parameters.features());
        configuration.put("train_time", parameters.trainTime());
        configuration.put("scoring", parameters.scoring());
        configuration.put("threshold", parameters.threshold().toString());
        configuration.put("clean_percentile", parameters.cleanPercentile());
        configuration.put("restarts", parameters.restarts());
        if (!leftOut.wanted().kinds().isEmpty()) {
            configuration.put("leave_out", leftOut.wanted().names());
        }
        return configuration;
    }

    private Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("requests", replay.table().rows());
        counts.put("train", replay.training().rows().length);
        counts.put("cleaned", replay.training().cleaned());
        counts.put("test", replay.testRows().length);
        counts.put("flagged", replay.flagged());
        counts.put("ignored", replay.ignored());
        leftOut.counts().forEach((kind, count) -> counts.put("left_out_" + kind.recorded(), count));
        return counts;
    }
}
