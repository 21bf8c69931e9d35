package io.finelame.recording;

import java.util.List;

/**
 * The header of a recording, first in each of its files.
 *
 * @param format version of the recording format
 * @param clock both clocks when recording began; the train time counts from {@code clock.monotonicNs()}
 * @param configurationName the configuration's file name, {@code configuration} its text
 * @param trainTime seconds
 * @param snapshotIntervalMs milliseconds between snapshots
 * @param fidelity {@code snapshots} or {@code events}
 * @param features the counters that were recorded, in the configuration's order
 * @param missingFeatures names in the configuration that this machine could not record
 * @param layout of a datapoint
 * @param eventLayout of a counter update, {@code scoreLayout} of a request's score; null in recordings of before they were
 *        recorded
 */
public record RecordingHeader(int format, String toolVersion, String label, String host, String kernel, ClockPair clock,
        String configurationName, String configuration, double trainTime, int snapshotIntervalMs, String fidelity,
        List<AttachedProbe> probes, List<Feature> features, List<String> missingFeatures, Layout layout,
        Layout eventLayout, Layout scoreLayout) {
    /** The format that this version writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    public static final String LABEL = "letters, digits, '.', '_' and '-', because it names files";

    public RecordingHeader {
        probes = List.copyOf(probes);
        features = List.copyOf(features);
        missingFeatures = List.copyOf(missingFeatures);
    }

    /**
     * A recording may come from a stranger, and its label names files.
     *
     * @throws IllegalArgumentException if something is missing or the label is not valid
     */
    void check() {
        requirePresent("label", label);
        requirePresent("tool_version", toolVersion);
        requirePresent("host", host);
        requirePresent("kernel", kernel);
        requirePresent("clock", clock);
        requirePresent("configuration", configuration);
        requirePresent("configuration_name", configurationName);
        requirePresent("fidelity", fidelity);
        requirePresent("layout", layout);
        if (!isLabel(label)) {
            throw new IllegalArgumentException("label '" + label + "': expected " + LABEL);
        }
        for (Feature feature : features) {
            requirePresent("feature name", feature.name());
            requirePresent("feature datapoint", feature.datapoint());
        }
    }

    private static void requirePresent(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("its header has no " + name);
        }
    }

    public static boolean isLabel(String text) {
        return text.matches("[A-Za-z0-9._-]+") && !text.startsWith(".");
    }

    /** Whether each counter update was logged. */
    public boolean hasEvents() {
        return Fidelity.EVENTS.recorded().equals(fidelity);
    }

    /** CLOCK_MONOTONIC and CLOCK_REALTIME read together, ns. */
    public record ClockPair(long monotonicNs, long realtimeNs) {}

    /**
     * @param event the configuration's event
     * @param program the configuration's function name
     * @param attachedAs how it was attached, e.g. {@code uprobe}, {@code tp_btf/sched_switch}
     * @param note why it differs from what was asked; empty if it doesn't
     */
    public record AttachedProbe(String event, String program, String attachedAs, String note) {}

    /**
     * @param name e.g. {@code REQ_CPUTIME}
     * @param datapoint the datapoint field that holds it, e.g. {@code cputime}
     */
    public record Feature(String name, String datapoint) {}
}
