package io.finelame.replay.run;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finelame.record.config.LeaveOut;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.evaluate.ScoredRequest;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.ModelFile;
import io.finelame.replay.model.NearestCluster;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.LongColumn;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingSet;
import io.finelame.run.stacks.RequestStacks;
import io.finelame.run.table.RunFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVPrinter;

/** Writes a run directory, docs/run-directory.md: beside its place first, then moved there whole. */
public final class RunDirectory {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    /** Time series of requests that were not flagged. */
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

    /** Writes the run of all requests of the recording. */
    static void write(Path directory, RecordedRequests recorded, Replay replay, ModelParameters parameters,
            RunOrigin origin) throws IOException {
        write(directory, recorded, replay, parameters, LeftOut.of(recorded, LeaveOut.NOTHING), origin);
    }

    /**
     * @param leftOut of the recording, that what was replayed lacks
     * @throws FileAlreadyExistsException if {@code directory} exists
     */
    public static void write(Path directory, RecordedRequests recorded, Replay replay, ModelParameters parameters,
            LeftOut leftOut, RunOrigin origin) throws IOException {
        OutputDirectory.write(directory,
                beside -> new RunDirectory(recorded, replay, parameters, leftOut, origin, beside).writeAll());
    }

    private void writeAll() throws IOException {
        int[] last = Arrays.stream(replay.testRows()).map(replay.table()::last).toArray();
        atOnce(List.of(() -> writeRequests(RunFile.TEST, replay.testRows(), last),
                () -> writeRequests(RunFile.TRAIN, replay.training().rows(), replay.training().pointOf()),
                this::writeSetAside, this::writeSeries,
                this::writeScores, () -> Files.writeString(target.resolve("run.json"), JSON
                        .writeValueAsString(
                                new RunDescription(recorded, replay, parameters, origin, leftOut).fields())),
                this::writeModelTables));
        if (!leftOut.rows().isEmpty()) {
            csv(RunFile.LEFT_OUT, RunFile.LEFT_OUT.header(leftOut.whole().features(), 0),
                    printer -> printer.printRecords(LeftOutFile.lines(leftOut)));
        }
        if (ShareFile.isWorthwhile(recorded.cpu().shares())) {
            csv(RunFile.SHARES, RunFile.SHARES.header(), this::printShares);
        }
        if (!recorded.cpu().stacks().isEmpty()) {
            writeStacks();
        }
        csv(RunFile.PEERS, RunFile.PEERS.header(),
                printer -> printer.printRecords(PeerFile.lines(recorded.peers(), replay)));
        Files.writeString(file("fl_cfg", "yml"), recorded.header().configuration());
        Files.writeString(target.resolve("model.json"), ModelFile.text(replay.model()));
        if (origin.detections().isPresent()) {
            Files.copy(origin.detections().get(), file("detections", "jsonl"));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** On all processors: of a small recording's replay, writing is a quarter. Returns once none writes any more. */
    private static void atOnce(List<Step> steps) throws IOException {
        List<Throwable> failures = steps.parallelStream().flatMap(step -> failure(step).stream()).toList();
        if (!failures.isEmpty()) {
            switch (failures.getFirst()) {
                case IOException e -> throw e;
                case Error e -> throw e;
                case RuntimeException e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    private static Optional<Throwable> failure(Step step) {
        try {
            step.run();
            return Optional.empty();
        } catch (IOException | RuntimeException | Error e) {
            return Optional.of(e);
        }
    }

    private Path file(String name, String extension) {
        return target.resolve(name + "_" + label + "." + extension);
    }

    private interface Rows {
        void print(CSVPrinter printer) throws IOException;
    }

    private void csv(RunFile file, List<String> header, Rows rows) throws IOException {
        try (CSVPrinter printer = new CSVPrinter(Files.newBufferedWriter(target.resolve(file.name(label))),
                CsvRows.CSV)) {
            printer.printRecord(header);
            rows.print(printer);
        }
    }

    private CsvRows rows(RunFile file, List<String> features, int k) throws IOException {
        return CsvRows.create(target.resolve(file.name(label)), file.header(features, k));
    }

    private void writeRequests(RunFile file, int[] rows, int[] points) throws IOException {
        RequestTable table = replay.table();
        LongColumn[] columns = table.points().toArray(LongColumn[]::new);
        int[] modelColumns = replay.model().features().stream().mapToInt(table::column).toArray();
        double[] values = new double[modelColumns.length];
        NearestCluster cluster = NearestCluster.of(replay.model());
        try (CsvRows csv = rows(file, table.features(), 0)) {
            for (int i = 0; i < rows.length; i++) {
                int point = points[i];
                csv.unsigned(table.ids()[rows[i]]);
                csv.text(table.origins()[rows[i]]);
                csv.number(table.firstTs().get(rows[i]));
                csv.number(table.pointTs().get(point));
                for (LongColumn column : columns) {
                    csv.number(column.get(point));
                }
                for (int f = 0; f < values.length; f++) {
                    values[f] = columns[modelColumns[f]].get(point);
                }
                csv.number(cluster.of(values));
                csv.endRow();
            }
        }
    }

    private void writeSetAside() throws IOException {
        TrainingSet training = replay.training();
        int[] rows = training.setAside().stream().flatMapToInt(Arrays::stream).toArray();
        writeRequests(RunFile.SET_ASIDE, rows,
                Arrays.stream(rows).map(row -> replay.table().pointAt(row, training.endTs())).toArray());
    }

    private void writeScores() throws IOException {
        RequestTable table = replay.table();
        try (CsvRows csv = rows(RunFile.SCORES, List.of(), replay.model().k())) {
            for (int i = 0; i < replay.testRows().length; i++) {
                ScoredRequest scored = replay.scored().get(i);
                int row = replay.testRows()[i];
                csv.unsigned(table.ids()[row]);
                csv.number(scored.distances()[scored.nearest()]);
                csv.number(scored.detectionTs());
                csv.number(scored.detectionCputime());
                csv.number(table.pointTs().get(table.last(row)));
                csv.number(scored.flagged() ? 1 : 0);
                for (long distance : columns(scored)) {
                    csv.number(distance);
                }
                csv.endRow();
            }
        }
    }

    /** [k] of the run's model. A model that was deployed before it may have had more clusters, or fewer. */
    private long[] columns(ScoredRequest scored) {
        int k = replay.model().k();
        long[] all = scored.distances();
        long[] columns = Arrays.copyOf(all, k);
        Arrays.fill(columns, Math.min(k, all.length), k, Long.MAX_VALUE);
        if (scored.nearest() >= k) {
            columns[k - 1] = all[scored.nearest()];
        }
        return columns;
    }

    private void writeSeries() throws IOException {
        RequestTable table = replay.table();
        Set<Integer> chosen = new TreeSet<>();
        IntStream.range(0, replay.testRows().length).filter(i -> replay.scored().get(i).flagged())
                .forEach(chosen::add);
        new Random(parameters.seed()).ints(SAMPLED_LIVES, 0, Math.max(1, replay.testRows().length))
                .filter(i -> i < replay.testRows().length).forEach(chosen::add);
        try (CsvRows csv = rows(RunFile.SERIES, table.features(), 0)) {
            for (int i : chosen) {
                int row = replay.testRows()[i];
                ScoredRequest scored = replay.scored().get(i);
                ScoredRequest.Life life = scored.life(table, row);
                int from = table.seriesStart()[row];
                for (int point = from; point < table.seriesStart()[row + 1]; point++) {
                    csv.unsigned(table.ids()[row]);
                    csv.number(table.pointTs().get(point));
                    for (LongColumn values : table.points()) {
                        csv.number(values.get(point));
                    }
                    csv.number(life.scores()[point - from]);
                    csv.number(life.excess()[point - from]);
                    csv.endRow();
                }
            }
        }
    }

    private void writeStacks() throws IOException {
        RequestStacks stacks = StackFile.of(recorded.cpu().stacks(),
                Arrays.stream(replay.testRows()).mapToLong(row -> replay.table().ids()[row]));
        csv(RunFile.STACKS, RunFile.STACKS.header(), printer -> printer.printRecords(stacks.stackLines()));
        csv(RunFile.STACK_SAMPLES, RunFile.STACK_SAMPLES.header(),
                printer -> printer.printRecords(stacks.sampleLines()));
    }

    private void printShares(CSVPrinter printer) throws IOException {
        for (int row : replay.testRows()) {
            printer.printRecords(ShareFile.lines(recorded.cpu().shares(), replay.table().ids()[row]));
        }
    }

    private void writeModelTables() throws IOException {
        Model model = replay.model();
        long[] l1s = centroidL1s();
        csv(RunFile.CLUSTERS, RunFile.CLUSTERS.header(), printer -> {
            for (int j = 0; j < model.k(); j++) {
                printer.printRecord(l1s[j], model.thresholds()[j]);
            }
        });
        csv(RunFile.NORMALIZATION, RunFile.NORMALIZATION.header(), printer -> {
            for (int f = 0; f < model.features().size(); f++) {
                printer.printRecord(model.features().get(f), model.mean()[f], model.std()[f]);
            }
        });
        csv(RunFile.MODEL_PARAMS, RunFile.MODEL_PARAMS.header(),
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
}
