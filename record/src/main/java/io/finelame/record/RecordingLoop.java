package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.FinelameObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes snapshots at their interval until something ends the recording, then the last one and the end document. A signal to
 * the JVM (Ctrl-C, SIGTERM) is such an end: the JVM waits for it.
 */
final class RecordingLoop implements AutoCloseable {
    private static final long SCAN_NS = 250_000_000L;

    private final FinelameObject object;
    private final Attachment attachment;
    private final RecordingWriter writer;
    private final RecordProgress progress;
    private final Settings settings;
    private final TargetProcesses targets;
    private final SnapshotRecorder recorder;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final long startNs = Clock.monotonic();
    private long nextScanNs;
    private boolean targetSeen;
    private boolean targetGone;

    /**
     * @param intervalMs from one snapshot to the next
     * @param duration seconds
     * @param idleTimeout seconds
     * @param executables whose processes are the target; real paths
     */
    record Settings(int intervalMs, double duration, double idleTimeout, boolean exitWithTarget,
            Set<Path> executables) {}

    RecordingLoop(FinelameObject object, Attachment attachment, RecordingWriter writer, RecordProgress progress,
            Settings settings) throws BpfException {
        this.object = object;
        this.attachment = attachment;
        this.writer = writer;
        this.progress = progress;
        this.settings = settings;
        this.targets = new TargetProcesses(settings.executables());
        this.recorder = new SnapshotRecorder(object, writer, settings.idleTimeout());
    }

    /** Makes {@link #run} end in good order; from any thread. */
    void interrupt() {
        interrupted.countDown();
    }

    void run() throws BpfException, IOException, InterruptedException {
        long interval = TimeUnit.MILLISECONDS.toNanos(settings.intervalMs());
        String reason = null;
        for (long next = startNs; reason == null; next = Math.max(next + interval, Clock.monotonic())) {
            boolean stop = interrupted.await(next - Clock.monotonic(), TimeUnit.NANOSECONDS);
            followTargets();
            recorder.record();
            progress.update(elapsed(), recorder, object.requests(), writer.bytes());
            reason = reasonToStop(stop);
        }
        long elapsed = elapsed();
        attachment.close();
        recorder.record();
        long requests = object.requests();
        writer.writeEnd(new RecordingEnd(reason, new RecordingHeader.ClockPair(Clock.monotonic(), Clock.realtime()),
                writer.documents(), writer.snapshots(), writer.entries(), requests));
        progress.finished(elapsed, recorder, requests, writer.bytes(), reason);
    }

    private void followTargets() {
        if (elapsed() < nextScanNs) {
            return;
        }
        nextScanNs = elapsed() + SCAN_NS;
        Set<Integer> processes = targets.find();
        attachment.follow(processes).forEach(progress::say);
        targetGone = targetSeen && processes.isEmpty();
        targetSeen |= !processes.isEmpty();
    }

    private String reasonToStop(boolean stop) {
        if (stop) {
            return "interrupted";
        }
        if (elapsed() >= settings.duration() * 1e9) {
            return "duration";
        }
        return settings.exitWithTarget() && targetGone ? "target exited" : null;
    }

    private long elapsed() {
        return Clock.monotonic() - startNs;
    }

    @Override
    public void close() {
        recorder.close();
    }
}
