package io.finelame.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.finelame.cli.file.Checked;
import io.finelame.cli.text.AttributedCpuTime;
import io.finelame.run.stacks.StackSampling;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run as run.json describes it. Counts that the file leaves out are null.
 *
 * @param scoredBy
 *            {@code kernel}, {@code updates} or {@code snapshots}; null in files of before it was written
 * @param configuration
 *            parameters of the run by name, as they stand in the file
 * @param stackPeriodMs
 *            ms of CPU time that a sample of a stack stands for; null if the recording has no stacks, as are the other counts of
 *            samples
 */
public record RunInfo(int format, String toolVersion, String label, Long seed, String scoredBy,
        List<Recording> recordings,
        JsonNode configuration, Counts counts, Double stackPeriodMs, Long stackSamples, Long stackSamplesUnattributed,
        Long stackSamplesLost) {

    private static final int FORMAT = 1;
    private static final int MOST_RECORDINGS = 10_000;
    private static final int MOST_FEATURES = 1_000;
    private static final int MOST_PROBES = 100_000;
    private static final double LONGEST_TIME = 1e9;

    /** A run may come from a stranger. */
    public RunInfo {
        requireFormat(format);
        Checked.optionalText("tool_version", toolVersion);
        Checked.optionalText("scored_by", scoredBy);
        Checked.require(label != null && isFileName(label), "label is '" + label + "'; expected a name without '/'");
        Checked.require(recordings != null && !recordings.isEmpty(),
                "recordings is empty; expected what the run was replayed from");
        recordings = Checked.list("recordings", recordings, MOST_RECORDINGS);
        sampling(stackPeriodMs, stackSamples, stackSamplesUnattributed, stackSamplesLost);
        counts = counts == null ? new Counts(null, null, null, null, null, null, null, null, null) : counts;
    }

    static void requireFormat(int format) {
        Checked.require(format == FORMAT, "format is " + format + "; this version reads format " + FORMAT);
    }

    /** It is part of names of files. */
    private static boolean isFileName(String label) {
        return !label.isBlank() && label.indexOf('/') < 0 && !label.equals(".") && !label.equals("..")
                && label.chars().noneMatch(Character::isISOControl);
    }

    /**
     * @param ended
     *            whether the recording has its end document; without one it was cut short
     * @param lost
     *            requests or updates that found no room in the kernel's maps
     * @param durationS
     *            seconds
     * @param originNs
     *            the recording's start on the recorded host's CLOCK_MONOTONIC, ns
     * @param cpuTime
     *            of the recorded processes; null in runs of earlier versions, and of their recordings
     */
    public record Recording(String path, String sha256, String label, String host, String kernel, boolean ended,
            long snapshots, long entries, long lost, double durationS, List<String> missingFeatures, List<Probe> probes,
            ClockPair clock, long originNs, CpuTime cpuTime) {

        public Recording {
            // A path may have any character; what shows it replaces those that command a terminal.
            Checked.optionalText("sha256", sha256);
            Checked.optionalText("label", label);
            Checked.optionalText("host", host);
            Checked.optionalText("kernel", kernel);
            Checked.number("duration_s", durationS, 0, LONGEST_TIME);
            missingFeatures = missingFeatures == null
                    ? List.of()
                    : Checked.list("missing_features", missingFeatures, MOST_FEATURES);
            missingFeatures.forEach(name -> Checked.text("missing_features", name));
            probes = probes == null ? List.of() : Checked.list("probes", probes, MOST_PROBES);
        }
    }

    record Probe(String event, String program, String attachedAs, String note) {}

    record ClockPair(long monotonicNs, long realtimeNs) {}

    record CpuTime(long usedNs, long chargedNs) {}

    /** Of the processes of all recordings together; empty unless each has it. */
    public Optional<AttributedCpuTime> cpuTime() {
        if (recordings.stream().anyMatch(recording -> recording.cpuTime() == null)) {
            return Optional.empty();
        }
        return Optional.of(new AttributedCpuTime(
                recordings.stream().mapToLong(recording -> recording.cpuTime().usedNs()).sum(),
                recordings.stream().mapToLong(recording -> recording.cpuTime().chargedNs()).sum()));
    }

    /** @param setAside null in runs of versions that set nothing aside */
    public record Counts(Long requests, Long train, Long cleaned, Long setAside, Long test, Long flagged, Long ignored,
            Long leftOutFirst,
            Long leftOutUnanswered) {

        /** What was left out of the run, a phrase each; empty if nothing was. */
        public List<String> leftOut() {
            return Stream.of(phrase(leftOutFirst, "first on their connection"),
                    phrase(leftOutUnanswered, "never answered")).flatMap(Optional::stream).toList();
        }

        private static Optional<String> phrase(Long count, String what) {
            return count == null || count == 0
                    ? Optional.empty()
                    : Optional.of(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    /** Empty if the recording has no stacks. */
    public Optional<StackSampling> stackSampling() {
        return sampling(stackPeriodMs, stackSamples, stackSamplesUnattributed, stackSamplesLost);
    }

    private static Optional<StackSampling> sampling(Double periodMs, Long samples, Long unattributed, Long lost) {
        return Optional.ofNullable(periodMs)
                .map(known -> new StackSampling(known, orZero(samples), orZero(unattributed), orZero(lost)));
    }

    private static long orZero(Long count) {
        return count == null ? 0 : count;
    }

    /** What to add to a time on CLOCK_MONOTONIC to get CLOCK_REALTIME, ns; by the first recording that has both. */
    public long realtimeOffsetNs() {
        return recordings.stream().map(Recording::clock).filter(Objects::nonNull).findFirst()
                .map(clock -> clock.realtimeNs() - clock.monotonicNs()).orElse(0L);
    }

    /** The earliest start of the recordings on CLOCK_MONOTONIC, ns: second 0 of tables and charts. */
    long originNs() {
        return recordings.stream().mapToLong(Recording::originNs).min().orElse(0);
    }
}
