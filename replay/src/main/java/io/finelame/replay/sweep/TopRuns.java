package io.finelame.replay.sweep;

import io.finelame.record.config.LeaveOut;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.evaluate.Consensus;
import io.finelame.replay.evaluate.Replay;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.run.Checksum;
import io.finelame.replay.run.RunDirectory;
import io.finelame.replay.run.RunOrigin;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.TrainingSet;
import io.finelame.run.SweepRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Run directories of a sweep's best runs. */
final class TopRuns {
    private TopRuns() {}

    /** @param directory each run becomes RANK-run-NUMBER in it; those that are there already stay */
    static void write(SweepPlan plan, List<Path> recordings, List<SweepRow> results, int count, Path directory)
            throws IOException {
        Map<Long, RunParameters> byNumber = plan.runs(recordings.size()).stream()
                .collect(Collectors.toMap(RunParameters::number, Function.identity()));
        Map<Path, RecordedRequests> read = new HashMap<>();
        List<RunParameters> best = SweepRanking.best(results).stream().map(result -> byNumber.get(result.number()))
                .limit(count).toList();
        List<String> deployable = ModelKinds.onClassPath().deployable();
        for (int rank = 1; rank <= best.size(); rank++) {
            RunParameters run = best.get(rank - 1);
            Path target = directory.resolve("%03d-run-%d".formatted(rank, run.number()));
            if (!run.isKMeans() && !deployable.contains(ModelSpec.parse(run.model()).name())) {
                System.err.println("finelame: run " + run.number() + " has no run directory: only kmeans, "
                        + String.join(", ", deployable) + " have");
            } else if (!Files.exists(target)) {
                write(plan, run, read(read, recordings.get(run.train())), read(read, recordings.get(run.test())),
                        target);
            }
        }
    }

    private static RecordedRequests read(Map<Path, RecordedRequests> read, Path recording) {
        RecordedRequests whole = read.get(recording);
        if (whole == null) {
            whole = RecordedRequests.read(recording, false, true);
            read.put(recording, whole);
        }
        return whole;
    }

    private static RecordedRequests rest(LeftOut leftOut, RecordedRequests whole, int thin) {
        return whole.with(thin == 1 ? leftOut.rest() : leftOut.rest().thinned(thin));
    }

    private static void write(SweepPlan plan, RunParameters run, RecordedRequests wholeTrain,
            RecordedRequests wholeTest, Path target) throws IOException {
        ModelParameters parameters = run.forReplay(plan);
        LeaveOut wanted = parameters.options().leaveOut();
        LeftOut leftOut = LeftOut.of(wholeTest, wanted);
        RecordedRequests test = rest(leftOut, wholeTest, run.thin());
        RecordedRequests train = run.train() == run.test()
                ? test
                : rest(LeftOut.of(wholeTrain, wanted), wholeTrain, run.thin());
        TrainedModel trained = TrainedModel.of(
                TrainingSet.of(train.table(), train.header().clock().monotonicNs(), parameters), parameters);
        Model model = trained.model();
        Consensus models = Consensus.of(test.table(), test.header().clock().monotonicNs(), parameters, model);
        Replay replay = Replay.of(test,
                run.train() == run.test() ? trained.training() : TrainingSet.untrained(model.mean(), model.std()),
                model,
                models);
        RunDirectory.write(target, test, replay, parameters, leftOut, RunOrigin.replayed(test, Optional.empty(),
                Checksum.begin(test.directory())));
    }
}
