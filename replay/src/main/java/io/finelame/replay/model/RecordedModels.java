package io.finelame.replay.model;

import io.finelame.replay.requests.RecordedRequests;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The models that the kernel had while a recording was made, read when they are needed. */
public final class RecordedModels {
    private RecordedModels() {}

    /**
     * By generation.
     *
     * @throws io.finelame.replay.requests.ReplayException where one is not a model
     */
    public static Map<Integer, Model> of(RecordedRequests recorded) {
        Map<Integer, Model> models = new HashMap<>();
        recorded.deployed().forEach((generation, text) -> models.put(generation,
                ModelFile.parse(text, recorded.directory() + ": the model of generation " + generation)));
        return models;
    }

    /** The generation under which the kernel had this very model, or 0. */
    public static int generationOf(Model model, RecordedRequests recorded) throws IOException {
        String wanted = ModelFile.text(model.fixedPointOnly());
        int found = 0;
        for (Map.Entry<Integer, Model> entry : of(recorded).entrySet()) {
            if (ModelFile.text(entry.getValue().fixedPointOnly()).equals(wanted)) {
                found = Math.max(found, entry.getKey());
            }
        }
        return found;
    }
}
