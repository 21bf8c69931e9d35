package io.finelame.replay;

/** A kind of model of legitimate requests; found through ServiceLoader, so a user's own on the class path is found too. */
public interface ModelKind {
    /** As in a sweep's {@code models:}. */
    String name();

    /**
     * Called by several threads at once.
     *
     * @throws ReplayException where the data can't train it
     */
    AnomalyModel train(TrainingData data);
}
