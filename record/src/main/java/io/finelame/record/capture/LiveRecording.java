package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.Clock;
import io.finelame.bpf.finelame.Detector;
import io.finelame.bpf.finelame.DetectorModel;
import io.finelame.cli.StandardOutput;
import io.finelame.record.stack.StackRecorder;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingWriter;
import io.finelame.recording.StackFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A recording that is being made, as its {@link Companion} sees it. The recorder's thread only. */
public final class LiveRecording {
    private final Path directory;
    private final RecordingHeader header;
    private final RecordingWriter writer;
    private final Detector detector;
    private final RecordProgress progress;
    private Supplier<LiveCounts> counts;
    /** Null if no stacks are recorded. */
    private StackRecorder stacks;
    private int generation;
    private String stopReason;

    LiveRecording(Path directory, RecordingHeader header, RecordingWriter writer, Detector detector,
            RecordProgress progress) {
        this.directory = directory;
        this.header = header;
        this.writer = writer;
        this.detector = detector;
        this.progress = progress;
    }

    void countBy(Supplier<LiveCounts> its) {
        counts = its;
    }

    /** @param recorder null if no stacks are recorded */
    void askForFrames(StackRecorder recorder) {
        stacks = recorder;
    }

    /** In which function a request was seen most often so far; empty if it wasn't, or without {@code --stacks}. */
    public Optional<StackFrame> hottestFrame(long request) {
        return stacks == null ? Optional.empty() : stacks.hottest(request);
    }

    /** As of the last snapshot; not before the recording has started. */
    public LiveCounts counts() {
        return counts.get();
    }

    public Path directory() {
        return directory;
    }

    public RecordingHeader header() {
        return header;
    }

    /**
     * Scores by this model from now on. The recording has it before the kernel does, so that each score's model is in it.
     *
     * @param json model.json
     * @return the generation that its scores bear
     */
    public int deploy(DetectorModel model, String json) throws BpfException, IOException {
        generation++;
        writer.writeDeployment(Clock.monotonic(), generation, json);
        int deployed = detector.deploy(model);
        if (deployed != generation) {
            throw new IllegalStateException("generation " + deployed + " instead of " + generation);
        }
        return generation;
    }

    /** Ends the recording after the next snapshot, as complete as if it was interrupted. */
    public void stop(String reason) {
        stopReason = reason;
    }

    /** Null until it is to stop. */
    String stopReason() {
        return stopReason;
    }

    /** A line about the recording, on standard error. */
    public void say(String line) {
        progress.say(line);
    }

    /**
     * A line that is the command's result, on standard output.
     *
     * @throws StandardOutput.Failure if it can't be written
     */
    public void print(String line) {
        progress.print(line, System.out);
    }
}
