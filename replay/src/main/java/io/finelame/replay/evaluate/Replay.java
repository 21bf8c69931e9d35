package io.finelame.replay.evaluate;

import io.finelame.replay.model.Model;
import io.finelame.replay.model.RecordedModels;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.KernelScore;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.requests.Updates;
import io.finelame.replay.scoring.Deployment;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A model and the requests that it was applied to.
 *
 * @param training what the model was trained on; empty if it came from elsewhere
 * @param testRows [n] of the table: the requests that began after the train time
 * @param scored [n]
 * @param models those that scored them: {@code model}, and with a consensus younger ones
 * @param ignored requests that are neither in training nor in test
 */
public record Replay(RequestTable table, TrainingSet training, Model model, Consensus models, int[] testRows,
        List<ScoredRequest> scored, int ignored) {
    /** From snapshots alone. */
    public static Replay of(RequestTable table, long startTs, ModelParameters parameters) {
        TrainedModel trained = TrainedModel.of(TrainingSet.of(table, startTs, parameters), parameters);
        Consensus models = Consensus.of(table, startTs, parameters, trained.model());
        List<Optional<IntFunction<ScoredRequest>>> judges = models.models().stream()
                .map(model -> model.map(its -> bySnapshots(table, its))).toList();
        return of(table, trained.training(), trained.model(), models, row -> true, models.judge(table, judges));
    }

    /**
     * At each update where the recording has them. A model that the kernel had while it was recorded begins where the
     * kernel's scoring began.
     */
    public static Replay of(RecordedRequests recorded, TrainingSet training, Model model) throws IOException {
        return of(recorded, training, model, Consensus.of(model));
    }

    /** @param models of which {@code model} is the first */
    public static Replay of(RecordedRequests recorded, TrainingSet training, Model model, Consensus models)
            throws IOException {
        RequestTable table = recorded.table();
        List<Optional<IntFunction<ScoredRequest>>> judges = new ArrayList<>();
        for (Optional<Model> its : models.models()) {
            judges.add(its.isPresent() ? Optional.of(judge(recorded, its.get())) : Optional.empty());
        }
        return of(table, training, model, models, row -> true, models.judge(table, judges));
    }

    private static IntFunction<ScoredRequest> judge(RecordedRequests recorded, Model model) throws IOException {
        RequestTable table = recorded.table();
        IntFunction<ScoredRequest> bySnapshots = bySnapshots(table, model);
        if (recorded.updates().isEmpty()) {
            return bySnapshots;
        }
        Updates updates = recorded.updates().get();
        int firstGeneration = RecordedModels.generationOf(model, recorded);
        Deployment deployment = model.deployedAs(Math.max(1, firstGeneration));
        return row -> bySnapshots.apply(row).exactly(updates, updates.row(table.ids()[row]), deployment,
                firstGeneration);
    }

    /**
     * What the kernel decided while it was recorded, of the requests that it scored.
     *
     * @param model the last that was deployed
     */
    public static Replay live(RecordedRequests recorded, TrainingSet training, Model model) {
        RequestTable table = recorded.table();
        Map<Long, KernelScore> scores = new HashMap<>();
        recorded.scores().forEach(score -> scores.merge(score.requestId(), score, KernelScore::then));
        scores.values().removeIf(score -> score.generation() == 0);
        Map<Integer, Model> deployed = RecordedModels.of(recorded);
        return of(table, training, model, Consensus.of(model), row -> scores.containsKey(table.ids()[row]), row -> {
            KernelScore score = scores.get(table.ids()[row]);
            return score.generations().mapToObj(generation -> {
                Model its = deployed.getOrDefault(generation, model);
                return bySnapshots(table, its).apply(row).asKernel(score, generation, its);
            }).max(ScoredRequest.TOLERANCE).orElseThrow();
        });
    }

    private static IntFunction<ScoredRequest> bySnapshots(RequestTable table, Model model) {
        int[] columns = model.features().stream().mapToInt(table::column).toArray();
        return row -> ScoredRequest.of(table, row, columns, model.fixedPoint());
    }

    private static Replay of(RequestTable table, TrainingSet training, Model model, Consensus models,
            IntPredicate isScored, IntFunction<ScoredRequest> judge) {
        int[] testRows = IntStream.range(0, table.rows())
                .filter(row -> table.firstTs().get(row) > training.endTs() && isScored.test(row)).toArray();
        List<ScoredRequest> scored = Arrays.stream(testRows).parallel().mapToObj(judge).toList();
        int ignored = table.rows() - testRows.length - training.rows().length - training.cleaned()
                - training.setAsideRows();
        return new Replay(table, training, model, models, testRows, scored, ignored);
    }

    /** [flagged] index of each among the test rows. */
    public List<Integer> flaggedRows() {
        List<Integer> flagged = new ArrayList<>();
        for (int i = 0; i < testRows.length; i++) {
            if (scored.get(i).flagged()) {
                flagged.add(i);
            }
        }
        return flagged;
    }

    public long flagged() {
        return flaggedRows().size();
    }
}
