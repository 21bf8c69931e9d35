package io.finelame.replay.model;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.FixedPointModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.scoring.CentroidTraining;
import io.finelame.replay.scoring.FinelameTraining;
import io.finelame.replay.scoring.Scoring;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ModelSpec;
import io.finelame.replay.training.NormalClusters;
import io.finelame.replay.training.TrainingSet;
import java.util.Arrays;

/**
 * A model and what it was trained on.
 *
 * @param training the requests that count as normal, and those that were set aside
 */
public record TrainedModel(TrainingSet training, Model model) {
    /** @throws ReplayException if the training set can't train a model of this type, or the type can't be deployed */
    public static TrainedModel of(TrainingSet training, ModelParameters parameters) {
        ModelSpec type = parameters.options().type();
        return type.isKMeans()
                ? of(NormalClusters.of(training, parameters), parameters)
                : of(training, parameters, ModelKinds.onClassPath().named(type.name()));
    }

    /** Trains on clusters that are known already. */
    public static TrainedModel of(NormalClusters normal, ModelParameters parameters) {
        TrainingSet training = normal.training();
        double[][] centroids = centroids(normal);
        return new TrainedModel(training, Model.of(training, scoring(normal, centroids, parameters), centroids,
                normal.clusters().sizes(), normal.clusters().inertia(), parameters));
    }

    /** The detector's integers alone: all that it takes to score. */
    public static Scoring scoring(NormalClusters normal, ModelParameters parameters) {
        return scoring(normal, centroids(normal), parameters);
    }

    private static Scoring scoring(NormalClusters normal, double[][] centroids, ModelParameters parameters) {
        return parameters.scoring().equals("finelame")
                ? FinelameTraining.train(normal, parameters)
                : CentroidTraining.train(normal, centroids, parameters);
    }

    private static double[][] centroids(NormalClusters normal) {
        return Arrays.stream(normal.clusters().centroids()).map(normal.scale()::rescaled).toArray(double[][]::new);
    }

    private static TrainedModel of(TrainingSet training, ModelParameters parameters, ModelKind kind) {
        if (kind.perConnection()) {
            throw ModelKinds.onClassPath().undeployable(kind.name());
        }
        AnomalyModel trained = kind.train(new TrainingData(parameters.features(), training.values(),
                parameters.threshold(), parameters.seed(), parameters.options().type().options()));
        if (!(trained instanceof FixedPointModel fixed)) {
            throw ModelKinds.onClassPath().undeployable(kind.name());
        }
        return new TrainedModel(training, Model.of(training, fixed.scoring(), fixed.centroids(), fixed.sizes(), 0,
                parameters));
    }
}
