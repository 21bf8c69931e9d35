package io.finelame.replay.anomaly;

import io.finelame.cli.text.Nearest;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ModelSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kinds of models beside K-means, built-in and the user's own, in the order of their names. */
public final class ModelKinds {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final SortedMap<String, ModelKind> byName;

    private ModelKinds(SortedMap<String, ModelKind> byName) {
        this.byName = byName;
    }

    /**
     * The model types that the thread's context class loader finds, which on Spark knows the job's jars.
     *
     * @throws ReplayException if one on the class path can't be loaded, or two have the same name
     */
    public static ModelKinds onClassPath() {
        return of(Thread.currentThread().getContextClassLoader());
    }

    /** @throws ReplayException if one that the loader finds can't be loaded, or two have the same name */
    public static ModelKinds of(ClassLoader loader) {
        SortedMap<String, ModelKind> byName = new TreeMap<>();
        try {
            for (ModelKind kind : ServiceLoader.load(ModelKind.class, loader)) {
                add(byName, kind);
            }
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw new ReplayException("a model kind on the class path can't be loaded: " + broken.getMessage()
                    + (broken.getCause() == null ? "" : ": " + broken.getCause()));
        }
        return new ModelKinds(byName);
    }

    private static void add(Map<String, ModelKind> byName, ModelKind kind) {
        String name = kind.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw new ReplayException(kind.getClass().getName() + " names its model kind '" + name
                    + "': expected lower-case letters, digits and hyphens");
        }
        ModelKind other = byName.putIfAbsent(name, kind);
        if (other != null || name.equals(ModelSpec.KMEANS_NAME)) {
            throw new ReplayException("two model kinds are named '" + name + "': "
                    + (other == null ? "K-means" : other.getClass().getName()) + " and " + kind.getClass().getName()
                    + "; rename or remove one");
        }
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** Names of those that the kernel can score by. */
    public List<String> deployable() {
        return byName.values().stream().filter(ModelKind::deployable).map(ModelKind::name).toList();
    }

    /**
     * @param option that names the model
     * @throws ReplayException if there is none of that name, or the kernel can't score by it
     */
    public void requireDeployable(String option, String name) {
        List<String> able = Stream.concat(Stream.of(ModelSpec.KMEANS_NAME), deployable().stream()).toList();
        if (!able.contains(name)) {
            throw byName.containsKey(name)
                    ? undeployable(name)
                    : new ReplayException(Nearest.expected(option, name, able));
        }
    }

    public ReplayException undeployable(String name) {
        return new ReplayException("the " + name + " model can't be deployed to the kernel, and has no run"
                + " directory: compare it by --sweep; these can: kmeans, " + String.join(", ", deployable()));
    }

    public List<ModelKind> all() {
        return List.copyOf(byName.values());
    }

    /** @throws ReplayException if there is none of that name */
    public ModelKind named(String name) {
        ModelKind kind = byName.get(name);
        if (kind == null) {
            throw new ReplayException("no model kind '" + name + "'" + Nearest.hint(name, byName.keySet())
                    + "; there are " + String.join(", ", byName.keySet()));
        }
        return kind;
    }
}
