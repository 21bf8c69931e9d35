package io.finelame.replay;

import java.util.Arrays;

/**
 * A model and what it was trained on.
 *
 * @param training the requests that count as normal, and those that were set aside
 */
record TrainedModel(TrainingSet training, Model model) {
    /** @throws ReplayException if the training set can't train a model of this type, or the type can't be deployed */
    static TrainedModel of(TrainingSet training, ModelParameters parameters) {
        ModelSpec type = parameters.options().type();
        return type.isKMeans()
                ? of(NormalClusters.of(training, parameters), parameters)
                : of(training, parameters, ModelKinds.onClassPath().named(type.name()));
    }

    /** Trains on clusters that are known already. */
    static TrainedModel of(NormalClusters normal, ModelParameters parameters) {
        TrainingSet training = normal.training();
        double[][] centroids = Arrays.stream(normal.clusters().centroids()).map(normal.scale()::rescaled)
                .toArray(double[][]::new);
        Scoring scoring = parameters.scoring().equals("finelame")
                ? FinelameTraining.train(normal, parameters)
                : CentroidTraining.train(normal, centroids, parameters);
        return new TrainedModel(training, Model.of(training, scoring, centroids, normal.clusters().sizes(),
                normal.clusters().inertia(), parameters));
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
