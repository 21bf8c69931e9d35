package io.finelame.recording;

import io.finelame.cli.file.Checked;
import io.finelame.cli.file.YamlFile;
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

    private static final double LONGEST_TIME = 1e9;
    private static final int MOST_PROBES = 100_000;
    private static final int MOST_FEATURES = 1_000;
    private static final List<String> DATAPOINT_INTEGERS = List.of("first_ts", "latest_ts_update", "cputime", "sport",
            "finished", "answered", "answered_ts", "peer_waits_since", "origin", "tgid", "nth", "followed");
    private static final List<String> EVENT_INTEGERS = List.of("ts", "req_id", "sequence", "from", "delta", "feature",
            "generation");
    private static final List<String> SCORE_INTEGERS = List.of("generation", "updates", "detection_ts",
            "detection_cputime", "last_ts", "is_outlier");

    public static final String LABEL = "letters, digits, '.', '_' and '-', because it names files";

    /** A recording may come from a stranger. */
    public RecordingHeader {
        if (format != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "format " + format + ": this version reads format " + FORMAT_VERSION);
        }
        Checked.text("label", label);
        Checked.text("toolVersion", toolVersion);
        Checked.text("host", host);
        Checked.text("kernel", kernel);
        Checked.present("clock", clock);
        if (Checked.present("configurationName", configurationName).indexOf(0) >= 0) {
            throw new IllegalArgumentException("configurationName: expected a file's name");
        }
        if (Checked.present("configuration", configuration).length() > YamlFile.LONGEST) {
            throw new IllegalArgumentException("configuration: " + configuration.length()
                    + " characters: expected at most " + YamlFile.LONGEST);
        }
        Checked.number("trainTime", trainTime, 0, LONGEST_TIME);
        Checked.number("snapshotIntervalMs", snapshotIntervalMs, 0, Integer.MAX_VALUE);
        Checked.text("fidelity", fidelity);
        probes = Checked.list("probes", probes, MOST_PROBES);
        features = Checked.list("features", features, MOST_FEATURES);
        missingFeatures = Checked.list("missingFeatures", missingFeatures, MOST_FEATURES);
        missingFeatures.forEach(name -> Checked.text("missingFeatures", name));
        Checked.present("layout", layout).requireIntegers("layout", DATAPOINT_INTEGERS);
        layout.requireIntegers("layout", features.stream().map(Feature::datapoint).toList());
        layout.requireSize("layout", "saddr", OriginAddress.BYTES);
        if (eventLayout != null) {
            eventLayout.requireIntegers("eventLayout", EVENT_INTEGERS);
        }
        if (scoreLayout != null) {
            scoreLayout.requireIntegers("scoreLayout", SCORE_INTEGERS);
        }
    }

    /**
     * A recording's label names files.
     *
     * @throws IllegalArgumentException if the label is not valid
     */
    void check() {
        if (!isLabel(label)) {
            throw new IllegalArgumentException("label '" + label + "': expected " + LABEL);
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
    public record AttachedProbe(String event, String program, String attachedAs, String note) {
        public AttachedProbe {
            Checked.text("event", event);
            Checked.text("program", program);
            Checked.present("attachedAs", attachedAs);
            Checked.present("note", note);
        }
    }

    /**
     * @param name e.g. {@code REQ_CPUTIME}
     * @param datapoint the datapoint field that holds it, e.g. {@code cputime}
     */
    public record Feature(String name, String datapoint) {
        public Feature {
            Checked.text("name", name);
            Checked.text("datapoint", datapoint);
        }
    }
}
