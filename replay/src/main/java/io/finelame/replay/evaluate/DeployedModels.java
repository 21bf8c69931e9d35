package io.finelame.replay.evaluate;

import io.finelame.replay.model.RecordedModels;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.scoring.Deployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The models that the kernel had while a recording was made. Not thread-safe.
 *
 * @param byGeneration from 1
 * @param consensus how many of the last had to flag a request
 * @param upTo found so far
 */
record DeployedModels(Map<Integer, Deployment> byGeneration, int consensus, Map<Integer, List<Deployment>> upTo) {
    static DeployedModels of(RecordedRequests recorded) {
        Map<Integer, Deployment> models = new HashMap<>();
        RecordedModels.of(recorded)
                .forEach((generation, model) -> models.put(generation, model.deployedAs(generation)));
        return new DeployedModels(models, recorded.consensus(), new HashMap<>());
    }

    /**
     * Those that score an update, newest first.
     *
     * @param newest its generation; 0: none was deployed
     * @throws ReplayException if one of them is not in the recording
     */
    List<Deployment> upTo(int newest) {
        return upTo.computeIfAbsent(newest, _ -> IntStream.range(0, Math.min(consensus, newest))
                .mapToObj(age -> require(newest - age)).toList());
    }

    private Deployment require(int generation) {
        Deployment model = byGeneration.get(generation);
        if (model == null) {
            throw new ReplayException("the model of generation " + generation
                    + " is not in the recording, but updates were scored by it");
        }
        return model;
    }

    /** The generation whose distances are at a place of a score. */
    int at(int place, int newest) {
        return newest - Math.floorMod(newest - place, consensus);
    }
}
