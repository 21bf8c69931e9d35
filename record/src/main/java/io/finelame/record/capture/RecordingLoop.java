package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.finelame.Detection;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.probe.Attachment;
import io.finelame.record.target.RuntimeNotes;
import io.finelame.record.target.TargetTracker;
import io.finelame.record.target.TargetWarnings;
import io.finelame.recording.RecordingEnd;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.UnwritableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Takes snapshots at their interval until something ends the recording, then the last one and the end document. A signal to
 * the JVM (Ctrl-C, SIGTERM) is such an end: the JVM waits for it.
 */
final class RecordingLoop implements AutoCloseable {
    private static final long SCAN_NS = 500_000_000L;
    private static final long NS_PER_MS = 1_000_000;
    private static final int WATCH_MS = 10;
    private static final String TARGET_EXITED = "target exited";
    private static final int STOP_MS = 100;

    private final FinelameObject object;
    private final Attachment attachment;
    private final RecordingWriter writer;
    private final RecordProgress progress;
    private final Settings settings;
    private final TargetTracker targets;
    private final ReplacedFiles replaced;
    private final TargetWarnings warnings;
    private final SnapshotRecorder recorder;
    private final ScoreRecorder scores;
    private final ShareRecorder shares;
    private final EventRecorder events;
    private final RingBuffer detections;
    private final List<Detection> detected = new ArrayList<>();
    private final RuntimeNotes runtimes;
    private final TargetCpuTime cpuTime;
    private final LiveRecording live;
    private final Companion companion;
    private volatile boolean interrupted;
    private final long startNs = Clock.monotonic();
    private long nextScanNs;
    private Set<Integer> running = Set.of();
    private boolean targetGone;
    private boolean cpuTimeIsNew;

    /**
     * @param intervalMs from one snapshot to the next
     * @param duration seconds
     * @param idleTimeout seconds
     * @param events whether each counter update is logged
     * @param automatic whether threads are mapped automatically
     */
    record Settings(int intervalMs, double duration, double idleTimeout, boolean exitWithTarget,
            boolean events, boolean automatic) {}

    /** What keeps up with the server's processes and files. */
    record Following(TargetTracker targets, ReplacedFiles replaced, TargetWarnings warnings) {}

    RecordingLoop(FinelameObject object, Attachment attachment, RecordingWriter writer, RecordProgress progress,
            Settings settings, Following following, LiveRecording live, Companion companion) throws BpfException {
        this.object = object;
        this.attachment = attachment;
        this.writer = writer;
        this.progress = progress;
        this.settings = settings;
        this.targets = following.targets;
        this.replaced = following.replaced;
        this.warnings = following.warnings;
        this.runtimes = new RuntimeNotes(settings.automatic());
        this.cpuTime = new TargetCpuTime(object, settings.automatic(), Clock.boottime());
        this.live = live;
        this.companion = companion;
        this.scores = settings.events() || companion.detects() ? new ScoreRecorder(object.detector(), writer) : null;
        this.shares = new ShareRecorder(object.shares(), writer);
        this.recorder = new SnapshotRecorder(object, writer, scores, shares, settings.idleTimeout(),
                counts(Feature.REQ_AGE));
        this.events = settings.events() ? new EventRecorder(object, writer) : null;
        this.detections = object.detector().detections(detected::add);
    }

    /** Makes {@link #run} end normally; from any thread. */
    void interrupt() {
        interrupted = true;
    }

    /**
     * Where the disk is full, or the directory was renamed, the recording has its end nevertheless, with the number of requests
     * it should have had.
     *
     * @return whether the target ended it
     */
    boolean run() throws BpfException, IOException, InterruptedException {
        try {
            return record().equals(TARGET_EXITED);
        } catch (UnwritableException e) {
            attachment.close();
            end(e.reason());
            throw e;
        }
    }

    /** @return why it ended */
    private String record() throws BpfException, IOException, InterruptedException {
        long interval = TimeUnit.MILLISECONDS.toNanos(settings.intervalMs());
        String reason = null;
        companion.started(live);
        for (long next = startNs; reason == null; next = Math.max(next + interval, Clock.monotonic())) {
            watchUntil(next);
            followTargets();
            snapshot();
            progress.update(elapsed(), recorder, object.requests(), writer.bytes());
            reason = reasonToStop();
        }
        long elapsed = elapsed();
        attachment.close();
        noteCpuTime();
        watch(0);
        snapshot();
        if (scores != null) {
            scores.writeRemaining();
        }
        progress.finished(elapsed, recorder, object.requests(), writer.bytes(), reason);
        progress.say("CPU time: " + TargetCpuTime.describe(cpuTime.usedNs(), cpuTime.chargedNs()));
        end(reason);
        return reason;
    }

    private void end(String reason) throws BpfException, IOException {
        List<String> atEnd = new ArrayList<>(
                warnings.atEnd(running, elapsed(), hasRequests(), reason.equals(TARGET_EXITED)));
        atEnd.addAll(attachment.uncounted(object.requests(), countedFeatures()));
        attachment.unfinished().ifPresent(atEnd::add);
        atEnd.addAll(recorder.room().warnings());
        atEnd.addAll(runtimes.said());
        cpuTime.warning().ifPresent(atEnd::add);
        writer.writeEnd(new RecordingEnd(reason, new RecordingHeader.ClockPair(Clock.monotonic(), Clock.realtime()),
                writer.documents(), writer.snapshots(), writer.entries(), object.requests(), atEnd));
        atEnd.forEach(warning -> progress.say("warning: " + warning));
    }

    private Set<String> countedFeatures() {
        return Arrays.stream(Feature.values()).filter(object::hasCounted).map(Feature::name)
                .collect(Collectors.toSet());
    }

    /** Detections and updates come at any time; plain recording wakes up to notice that it is to stop. */
    private void watchUntil(long next) throws BpfException, IOException {
        long longest = settings.events() || companion.detects() ? WATCH_MS : STOP_MS;
        long remaining = next - Clock.monotonic();
        while (remaining > 0 && !interrupted && live.stopReason() == null) {
            watch((int) Math.min(Math.ceilDiv(remaining, NS_PER_MS), longest));
            remaining = next - Clock.monotonic();
        }
    }

    private void watch(int milliseconds) throws BpfException, IOException {
        detections.poll(milliseconds);
        for (Detection detection : detected) {
            companion.detected(live, detection);
        }
        detected.clear();
        if (events != null) {
            events.drain();
        }
        companion.tick(live);
    }

    private boolean counts(Feature wanted) {
        return live.header().features().stream().anyMatch(feature -> feature.name().equals(wanted.name()));
    }

    /** A score is written after the updates that it rests on: cut short anywhere, the recording is consistent. */
    private void snapshot() throws BpfException, IOException {
        recorder.record();
        recorder.room().news().forEach(progress::say);
        if (events != null) {
            events.drain();
        }
        if (scores != null) {
            scores.write();
        }
        if (cpuTimeIsNew) {
            shares.write();
            writer.writeCpuTime(Clock.monotonic(), cpuTime.usedNs(), cpuTime.chargedNs());
            cpuTimeIsNew = false;
        }
    }

    private void followTargets() throws BpfException {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            targets.followFiles();
            attachment.followLocalTraffic().forEach(progress::say);
            replaced.follow().forEach(progress::say);
            if (elapsed() >= nextScanNs) {
                nextScanNs = elapsed() + SCAN_NS;
                lookAtProcesses();
            }
        }
    }

    private void lookAtProcesses() throws BpfException {
        running = targets.follow();
        attachment.follow(running).forEach(progress::say);
        runtimes.look(running).forEach(progress::say);
        warnings.look(running, elapsed(), hasRequests()).forEach(progress::say);
        noteCpuTime();
        targetGone = running.isEmpty() && targets.hasFound();
    }

    private void noteCpuTime() throws BpfException {
        cpuTime.look(running);
        cpuTimeIsNew = true;
    }

    private boolean hasRequests() throws BpfException {
        return object.requests() > 0 || writer.entries() > 0;
    }

    private String reasonToStop() {
        if (interrupted) {
            return "interrupted";
        }
        if (live.stopReason() != null) {
            return live.stopReason();
        }
        if (elapsed() >= settings.duration() * 1e9) {
            return "duration";
        }
        return settings.exitWithTarget() && targetGone ? TARGET_EXITED : null;
    }

    private long elapsed() {
        return Clock.monotonic() - startNs;
    }

    @Override
    public void close() {
        recorder.close();
        detections.close();
        if (events != null) {
            events.close();
        }
        if (scores != null) {
            scores.close();
        }
    }
}
