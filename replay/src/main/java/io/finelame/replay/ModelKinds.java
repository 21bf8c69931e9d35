package io.finelame.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The models beside K-means by their names: ours, and those on the class path. */
final class ModelKinds {
    private static final List<ModelKind> OURS = List.of(new QuantileLimits(), new GaussianMixture(),
            new IsolationForest(), new OneClassSvm(), new NearestNeighbors());

    private final Map<String, ModelKind> byName = new LinkedHashMap<>();

    private ModelKinds() {}

    /** @throws ReplayException where two have one name */
    static ModelKinds load() {
        ModelKinds kinds = new ModelKinds();
        OURS.forEach(kinds::add);
        ServiceLoader.load(ModelKind.class).forEach(kinds::add);
        return kinds;
    }

    private void add(ModelKind kind) {
        ModelKind other = byName.putIfAbsent(kind.name(), kind);
        if (other != null || kind.name().equals(RunParameters.KMEANS)) {
            throw new ReplayException("two models are named '" + kind.name() + "': " + kind.getClass().getName()
                    + " and " + (other == null ? "K-means" : other.getClass().getName()));
        }
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** @throws ReplayException where there is none */
    ModelKind named(String name) {
        ModelKind kind = byName.get(name);
        if (kind == null) {
            throw new ReplayException("no model '" + name + "': there are " + String.join(", ", byName.keySet()));
        }
        return kind;
    }
}
