package io.finelame.replay.evaluate;

import io.finelame.replay.model.Model;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelWindows;
import io.finelame.replay.training.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The models that score a recording's requests.
 *
 * @param models by window; empty if one had too few requests
 */
public record Consensus(ModelWindows windows, List<Optional<Model>> models) {
    /** One that scores them all. */
    static Consensus of(Model model) {
        return new Consensus(new ModelWindows(1, 0, 1), List.of(Optional.of(model)));
    }

    /** @param first the train time's */
    public static Consensus of(RequestTable table, long startTs, ModelParameters parameters, Model first) {
        ModelWindows windows = ModelWindows.of(startTs, parameters);
        List<Optional<Model>> models = new ArrayList<>(List.of(Optional.of(first)));
        int last = windows.last(table);
        for (int window = 1; window <= last; window++) {
            models.add(trained(table, startTs, parameters.ofWindow(window)));
        }
        return new Consensus(windows, models);
    }

    private static Optional<Model> trained(RequestTable table, long startTs, ModelParameters its) {
        try {
            return Optional.of(TrainedModel.of(TrainingSet.of(table, startTs, its), its).model());
        } catch (ReplayException tooFewRequests) {
            return Optional.empty();
        }
    }

    public long trained() {
        return models.stream().filter(Optional::isPresent).count();
    }

    /** A request's verdict is that of the model which flags it last, or not at all. */
    IntFunction<ScoredRequest> judge(RequestTable table, List<Optional<IntFunction<ScoredRequest>>> judges) {
        return row -> windows.judges(table.firstTs().get(row), judges::get).stream().map(judge -> judge.apply(row))
                .max(ScoredRequest.TOLERANCE).orElseThrow();
    }
}
