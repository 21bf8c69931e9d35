package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.RingBuffer;
import io.finelame.bpf.finelame.Detection;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.probe.Attachment;
import io.finelame.record.stack.StackRecorder;
import io.finelame.record.trace.TracePrinter;
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
    private static final long NS_PER_MS = 1_000_000;
    private static final int WATCH_MS = 10;
    private static final String TARGET_EXITED = "target exited";
    private static final int STOP_MS = 100;
    private static final long QUIET_NS = 800_000_000L;

    private final FinelameObject object;
    private final Attachment attachment;
    private final RecordingWriter writer;
    private final RecordProgress progress;
    private final Settings settings;
    private final TargetFollower targets;
    private final SnapshotRecorder recorder;
    private final ScoreRecorder scores;
    private final ShareRecorder shares;
    private final EventRecorder events;
    /** Null if no stacks are recorded. */
    private final StackRecorder stacks;
    /** Null if nothing is traced. */
    private final TracePrinter trace;
    private final RingBuffer detections;
    private final List<Detection> detected = new ArrayList<>();
    private final LiveRecording live;
    private final Companion companion;
    private volatile boolean interrupted;
    private final long startNs = Clock.monotonic();

    /**
     * @param intervalMs from one snapshot to the next
     * @param duration seconds
     * @param idleTimeout seconds
     * @param events whether each counter update is logged
     * @param stackPeriodNs CPU time from one sample of a thread's stack to the next; 0: none is taken
     */
    record Settings(int intervalMs, double duration, double idleTimeout, boolean exitWithTarget,
            boolean events, long stackPeriodNs) {}

    RecordingLoop(FinelameObject object, Attachment attachment, RecordingWriter writer, RecordProgress progress,
            Settings settings, TargetFollower targets, LiveRecording live, Companion companion,
            TracePrinter trace) throws BpfException {
        this.object = object;
        this.attachment = attachment;
        this.writer = writer;
        this.progress = progress;
        this.settings = settings;
        this.targets = targets;
        this.live = live;
        this.companion = companion;
        this.trace = trace;
        this.scores = settings.events() || companion.detects() ? new ScoreRecorder(object.detector(), writer) : null;
        this.shares = new ShareRecorder(object.shares(), writer);
        this.recorder = new SnapshotRecorder(object, writer, scores, shares, settings.idleTimeout(),
                counts(Feature.REQ_AGE));
        this.events = settings.events() ? new EventRecorder(object, writer) : null;
        this.stacks = settings.stackPeriodNs() > 0
                ? new StackRecorder(object, writer, settings.stackPeriodNs())
                : null;
        live.countBy(this::counts);
        live.askForFrames(stacks);
        this.detections = object.detector().detections(detected::add);
    }

    private LiveCounts counts() {
        return new LiveCounts(object.requests(), recorder.inMap(), recorder.snapshots(), writer.bytes(),
                recorder.losses(),
                targets.cpuTime().usedNs(), targets.cpuTime().chargedNs());
    }

    /** Does what takes time before anything is recorded. */
    void prepare(Set<Integer> processes) {
        if (stacks != null) {
            stacks.prepare(processes);
        }
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
            watchWhileQuiet(next, interval);
            targets.follow(elapsed(), recorder.hasChanged(), hasRequests()).forEach(progress::say);
            if (stacks != null) {
                stacks.keepOnly(targets.running());
            }
            snapshot();
            progress.update(elapsed(), recorder, object.requests(), writer.bytes());
            reason = reasonToStop();
        }
        long elapsed = elapsed();
        attachment.close();
        targets.noteCpuTime();
        watch(0);
        recorder.walk();
        snapshot();
        if (scores != null) {
            scores.writeRemaining();
        }
        if (trace != null) {
            trace.drain();
            trace.lost().ifPresent(progress::say);
        }
        if (stacks != null) {
            stacks.finish();
            progress.say(stacks.describe());
        }
        progress.finished(elapsed, recorder, object.requests(), writer.bytes(), reason);
        progress.say("CPU time: " + TargetCpuTime.describe(targets.cpuTime().usedNs(), targets.cpuTime().chargedNs()));
        end(reason);
        return reason;
    }

    private void end(String reason) throws BpfException, IOException {
        List<String> atEnd = new ArrayList<>(
                targets.warnings(elapsed(), hasRequests(), reason.equals(TARGET_EXITED)));
        atEnd.addAll(attachment.uncounted(object.requests(), countedFeatures()));
        attachment.unfinished().ifPresent(atEnd::add);
        atEnd.addAll(recorder.room().warnings());
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

    /** There is nothing to write, and nobody to follow: only now and then, to look whether that is so. */
    private void watchWhileQuiet(long since, long interval) throws BpfException, IOException {
        while (recorder.isQuiet() && !object.targets().mayHaveChanged() && Clock.monotonic() - since < QUIET_NS
                && reasonToStop() == null) {
            watchUntil(Math.min(Clock.monotonic() + interval, since + QUIET_NS));
        }
    }

    private void watch(int milliseconds) throws BpfException, IOException {
        detections.poll(milliseconds);
        if (stacks != null) {
            stacks.drain();
        }
        if (trace != null) {
            trace.drain();
        }
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
        if (scores != null && scores.count() > 0) {
            companion.scored(live, scores.count(), scores.values());
            scores.write();
        }
        if (stacks != null) {
            stacks.write();
        }
        if (targets.takeNewCpuTime()) {
            shares.write();
            writer.writeCpuTime(Clock.monotonic(), targets.cpuTime().usedNs(), targets.cpuTime().chargedNs());
        }
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
        return settings.exitWithTarget() && targets.isGone() ? TARGET_EXITED : null;
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
        if (stacks != null) {
            stacks.close();
        }
        if (trace != null) {
            trace.close();
        }
    }
}
