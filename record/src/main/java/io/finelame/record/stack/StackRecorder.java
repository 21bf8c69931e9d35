package io.finelame.record.stack;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.StackLog;
import io.finelame.bpf.finelame.StackRecord;
import io.finelame.bpf.finelame.Targets;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.symbol.Symbolizer;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.StackDocument;
import io.finelame.recording.StackFrame;
import io.finelame.recording.StackSample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Brings stacks from the kernel to the recording, with the names of their functions, which only the running processes know. The
 * recorder's thread only.
 */
public final class StackRecorder implements AutoCloseable {
    private static final long NAME_LATE_NS = 10_000_000_000L;
    private static final int LONGEST_NUMBER = 16;
    private static final Path MOST_FRAMES = Path.of("/proc/sys/kernel/perf_event_max_stack");

    private final RecordingWriter writer;
    private final Targets targets;
    private final long periodNs;
    private final StackLog log;
    private final StackNumbers numbers;
    private final HeldSamples held = new HeldSamples();
    private final HottestFrames hottest = new HottestFrames();
    private final List<StackRecord> arrived = new ArrayList<>();
    private final List<StackSample> settled = new ArrayList<>();
    private long lookedNs = Clock.monotonic();
    private long samples;
    private long unattributed;

    /** @param periodNs CPU time from one sample of a thread to the next */
    public StackRecorder(FinelameObject object, RecordingWriter writer, long periodNs) throws BpfException {
        this.writer = writer;
        this.targets = object.targets();
        this.periodNs = periodNs;
        this.numbers = new StackNumbers(new Symbolizer(), deepest(MOST_FRAMES));
        this.log = object.stacks(arrived::add);
    }

    /** Reads what names the functions of these processes, by their ids here: the first sample would have to wait for it. */
    public void prepare(Set<Integer> running) {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            numbers.prepare(running);
        }
    }

    /** Frames that the kernel unwinds: an administrator may have set fewer than there is room for. */
    static int deepest(Path setting) {
        // At once: of a number that is read byte by byte, the kernel gives the first digit alone.
        byte[] digits = new byte[LONGEST_NUMBER];
        try (InputStream in = Files.newInputStream(setting)) {
            int length = Math.max(in.read(digits), 0);
            return Math.min(StackLog.DEEPEST, Integer.parseInt(new String(digits, 0, length, US_ASCII).strip()));
        } catch (IOException | NumberFormatException outOfReach) {
            return StackLog.DEEPEST;
        }
    }

    /** Takes what the kernel has sampled since, and names its functions. */
    public void drain() throws BpfException {
        log.drain();
        if (arrived.isEmpty()) {
            return;
        }
        try (CallerRights.Raised _ = CallerRights.raise()) {
            arrived.forEach(this::take);
        }
        arrived.clear();
    }

    private void take(StackRecord record) {
        switch (record) {
            case StackRecord.Sample sample -> sample(sample);
            case StackRecord.RequestFound found ->
                held.take(found.batch()).forEach(sample -> settle(sample, found.requestId()));
            case StackRecord.BatchMoved moved -> held.move(moved.batch(), moved.toBatch());
        }
    }

    private void sample(StackRecord.Sample found) {
        StackNumbers.Numbered its = numbers.number(found, targets.localId(found.process()));
        StackSample sample = new StackSample(found.ts(), found.requestId(), its.stack(), found.process(),
                found.thread(), found.atDetection());
        if (found.requestId() != 0) {
            hottest.note(found.requestId(), its.leaf());
        }
        if (found.batch() == 0 || !held.hold(found.batch(), sample)) {
            settle(sample, found.requestId());
        }
    }

    private void settle(StackSample sample, long request) {
        settled.add(new StackSample(sample.ts(), request, sample.stack(), sample.process(), sample.thread(),
                sample.atDetection()));
        if (!sample.atDetection()) {
            samples++;
            unattributed += request == 0 ? 1 : 0;
        }
    }

    /** Writes what has come and is known by now. */
    public void write() throws IOException {
        long now = Clock.monotonic();
        held.takeOlderThan(now - HeldSamples.LONGEST_NS).forEach(sample -> settle(sample, 0));
        if (now - lookedNs >= NAME_LATE_NS) {
            nameLate();
            lookedNs = now;
        }
        numbers.write(writer);
        if (!settled.isEmpty()) {
            StackDocument.writeSamples(writer, now, periodNs, settled);
            settled.clear();
        }
    }

    private void nameLate() {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            numbers.nameLate();
        }
    }

    /** Writes the rest: nothing is sampled any more. */
    public void finish() throws BpfException, IOException {
        drain();
        held.takeOlderThan(Long.MAX_VALUE).forEach(sample -> settle(sample, 0));
        nameLate();
        write();
    }

    /** Processes that run, by their ids here: what is known of others is out of date. */
    public void keepOnly(Set<Integer> running) {
        numbers.keepOnly(running);
    }

    /** In which function a request was seen most often so far; empty if it was not sampled. */
    public Optional<StackFrame> hottest(long request) {
        return hottest.of(request, numbers::frame);
    }

    public String describe() {
        return String.format(Locale.ROOT, "stacks: %,d samples of %s ms, %.1f %% of them of no request", samples,
                Double.toString(periodNs / 1e6).replaceFirst("\\.0$", ""), samples == 0
                        ? 0
                        : 100.0 * unattributed / samples);
    }

    @Override
    public void close() {
        log.close();
    }
}
