package io.finelame.run;

import io.finelame.run.stacks.RequestStacks;
import java.nio.file.Path;

/**
 * One replay of recordings under one model configuration.
 *
 * @param name
 *            what it is called, see {@link RunNames}
 * @param train
 *            the requests that the model was trained on, after cleaning
 * @param setAside
 *            requests of the train time that were too few and used too much to be trained on
 * @param test
 *            the requests that were scored; row i of {@code scores} is its row i
 * @param processes
 *            which process used the test requests' CPU time
 * @param peers
 *            what each peer's requests used together
 * @param stacks
 *            in which code the test requests used CPU time
 */
public record Run(Path directory, String name, RunInfo info, Model model, Requests train, Requests setAside,
        Requests test,
        Scores scores,
        Lives lives, ProcessUse processes, PeerUse peers, RequestStacks stacks) {

    public String label() {
        return info.label();
    }

    /** Seconds from the recording's start. */
    public double seconds(long monotonicNs) {
        return (monotonicNs - info.originNs()) / 1e9;
    }
}
