package io.finelame.replay.anomaly;

import io.finelame.replay.requests.ReplayException;

/**
 * A kind of model of legitimate requests. Found through {@link java.util.ServiceLoader}: a public class with a public
 * constructor without parameters, named in {@code META-INF/services/io.finelame.replay.anomaly.ModelKind}, is found wherever it
 * is on the class path. Implementations keep no state: one instance may train several models at the same time.
 */
public interface ModelKind {
    /** As the user writes it, e.g. {@code quantile}: lower-case letters, digits and hyphens. */
    String name();

    /** One line for help texts. */
    String description();

    /**
     * The same data give the same model, bit for bit, whatever the number of threads.
     *
     * @throws ReplayException if the data can't train it; the message is the one line that the user sees
     */
    AnomalyModel train(TrainingData data);

    /**
     * Whether it scores a request by what all requests of its connection have used together: then it is trained on a row for
     * each connection.
     */
    default boolean perConnection() {
        return false;
    }

    /** Whether the kernel can score by what it trains: then a run directory and {@code detect --model} take it. */
    default boolean deployable() {
        return false;
    }
}
