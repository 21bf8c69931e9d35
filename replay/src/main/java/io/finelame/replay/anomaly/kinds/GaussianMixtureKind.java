package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;
import java.util.List;

/**
 * A mixture of Gaussians with diagonal covariances, fitted by {@link MixtureFit}. The score is how much less probable a
 * request is, in nats, than one that has used nothing; each component takes a feature that is below its mean to be at
 * its mean, because the request can still get there. So the score is 0 at birth and grows with each feature. The
 * threshold rule is applied to the training requests' own scores.
 */
public final class GaussianMixtureKind implements ModelKind {
    private static final int COMPONENTS = 3;
    private static final int MOST_COMPONENTS = 64;
    private static final int ROWS_PER_COMPONENT = 10;

    @Override
    public String name() {
        return "gaussian-mixture";
    }

    @Override
    public String description() {
        return "negative log density under a mixture of diagonal Gaussians; option: components (" + COMPONENTS + ")";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        data.requireOptions(name(), List.of("components"));
        int components = data.option("components", COMPONENTS, 1, MOST_COMPONENTS);
        data.requireRows(name(), ROWS_PER_COMPONENT * components);
        Standardisation standardisation = Standardisation.of(data);
        double[][] rows = standardisation.rowsOf(data);
        GaussianMixture mixture = MixtureFit.of(rows, components, standardisation.floor(), data.seed());
        TypicalRequests typical = TypicalRequests.of(rows, data.seed());
        return ScoredModel.of(data, standardisation, rows, typical.rows(), mixture::beyond);
    }
}
