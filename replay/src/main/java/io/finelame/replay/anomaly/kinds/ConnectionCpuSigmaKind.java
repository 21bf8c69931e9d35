package io.finelame.replay.anomaly.kinds;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.TrainingData;

/**
 * A connection's CPU time beyond mean plus n standard deviations of the training connections (Zhan et al.: Coda: Runtime
 * Detection of Application-Layer CPU-Exhaustion DoS Attacks in Containers, IEEE Transactions on Services Computing 16(3),
 * 2023). A request is flagged if its connection is beyond by then. The threshold rule is not used.
 */
public final class ConnectionCpuSigmaKind implements ModelKind {
    @Override
    public String name() {
        return "connection-cpu-sigma";
    }

    @Override
    public String description() {
        return "CPU time of a connection's requests beyond mean + n standard deviations; option: sigmas (3)";
    }

    @Override
    public AnomalyModel train(TrainingData data) {
        return CpuSigmaKind.train(name(), data);
    }

    @Override
    public boolean perConnection() {
        return true;
    }
}
