package io.finelame.record.config;

import java.util.Iterator;
import java.util.List;

/** The features that our own monitors count, in alphabetical order; own eBPF may add others. */
public final class FeatureNames implements Iterable<String> {
    private static final List<String> ALL = ProbeFunction.BY_NAME.values().stream()
            .filter(ProbeFunction.Monitor.class::isInstance)
            .flatMap(monitor -> ((ProbeFunction.Monitor) monitor).features().stream()).distinct().sorted().toList();

    @Override
    public Iterator<String> iterator() {
        return ALL.iterator();
    }
}
